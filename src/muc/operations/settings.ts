import { booleanField, choiceField, type SubmittedForm, textField } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'
import type { Role } from '../model/role.js'
import type { RoomConfig } from '../model/room-config.js'
import type { Setting, SettingValue } from '../model/setting.js'
import { roleField } from './role-field.js'

/** The largest number in a form (`SubmittedForm.count`). */
const LARGEST_NUMBER = 999_999_999

/** The keys of the configuration with values of this type. */
type KeyOf<Value> = { [Key in keyof RoomConfig]-?: RoomConfig[Key] extends Value ? Key : never }[keyof RoomConfig]

type Named<Value> = Pick<Setting, 'field' | 'label'> & { readonly key: KeyOf<Value> }

/** All settings of a room, in the order of the form. */
export function settingsOf(capabilities: readonly Capability[]): readonly Setting[] {
  return capabilities.flatMap(({ settings = [] }) => settings)
}

/** A switch. `others`: what other services call the field. */
export function switchSetting(named: Named<boolean> & { readonly others?: readonly string[] }): Setting {
  const { key, field, label, others = [] } = named
  return {
    ...{ key, field, label, type: { kind: 'boolean' } },
    valueIn: config => config[key],
    fields: config => [booleanField(field, label, config[key])],
    read: (form, config) => withValue(config, key, firstSwitch(form, [field, ...others])),
  }
}

function firstSwitch(form: SubmittedForm, names: readonly string[]): boolean | undefined {
  return names.map(name => form.boolean(name)).find(value => value !== undefined)
}

/** A text of at most `most` characters. */
export function textSetting(named: Named<string> & { readonly most: number }): Setting {
  const { key, field, label, most } = named
  return {
    ...{ key, field, label, type: { kind: 'text', most } },
    valueIn: config => config[key],
    fields: config => [textField(field, label, config[key])],
    read: (form, config) => withValue(config, key, form.text(field, most)),
  }
}

/** A whole number from 0 to `most`. */
export function numberSetting(named: Named<number> & { readonly most?: number }): Setting {
  const { key, field, label, most = LARGEST_NUMBER } = named
  return {
    ...{ key, field, label, type: { kind: 'number', most } },
    valueIn: config => config[key],
    fields: config => [textField(field, label, String(config[key]))],
    read: (form, config) => {
      const value = form.count(field)
      if (value === undefined || value <= most) return withValue(config, key, value)
      throw new StanzaError('not-acceptable', `The field ${field} is ${value}; expected at most ${most}.`)
    },
  }
}

/** A choice of one word. `choices`: the label of each word; `others`: the words of other services. */
export function choiceSetting(
  named: Named<string> & {
    readonly choices: Readonly<Record<string, string>>
    readonly others?: Readonly<Record<string, string>>
  },
): Setting {
  const { key, field, label, choices, others } = named
  const words = Object.keys(choices)
  return {
    ...{ key, field, label, type: { kind: 'word', words } },
    valueIn: config => config[key],
    fields: config => [choiceField({ name: field, label, value: config[key] }, choices)],
    read: (form, config) => withValue(config, key, form.oneOf(field, words, others)),
  }
}

/** A set of roles, of those that are `offered`. */
export function rolesSetting(named: Named<readonly Role[]> & { readonly offered: readonly Role[] }): Setting {
  const { key, field, label, offered } = named
  return {
    ...{ key, field, label, type: { kind: 'words', words: offered } },
    valueIn: config => config[key],
    fields: config => [roleField({ name: field, label, roles: config[key], offered })],
    read: (form, config) => withValue(config, key, form.someOf(field, offered)),
  }
}

/** The configuration with another value, which has the type of the key; the same without a value. */
export function withValue(config: RoomConfig, key: Setting['key'], value: SettingValue | undefined): RoomConfig {
  return value === undefined ? config : { ...config, [key]: value }
}
