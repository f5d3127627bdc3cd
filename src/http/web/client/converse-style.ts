import { html } from '../html.js'

/**
 * Our colours in Converse.js, whose themes follow the same light or dark mode; the place below our bar; and its heading,
 * whose room name our bar already has: only its menu is left, at the end of the bar.
 */
export const CONVERSE_STYLE = html`
#conversejs { position: absolute; inset: 0; width: auto; height: auto; padding: 0; }
#conversejs .converse-chatboxes { position: absolute; inset: 0; width: auto; height: 100%; }
#conversejs .chatbox { height: 100%; }
#conversejs .chatbox .box-flyout { inset: 0; width: 100%; height: 100%; }
#conversejs[data-converse-theme] {
  --foreground-color: var(--ink);
  --background-color: var(--sheet);
  --primary-color: var(--accent) !important;
  --secondary-color: var(--faint) !important;
  --primary-color-hover: var(--accent);
  --secondary-color-hover: var(--line);
  --info-color: var(--faint);
  --subdued-color: var(--faint);
  --disabled-color: var(--faint);
  --heading-color: var(--accent);
  --focus-color: var(--accent);
  --link-color: var(--accent);
  --link-color-hover: var(--accent);
  --controlbox-color: var(--accent);
  --highlight-color: var(--ground);
  --highlight-color-hover: var(--ground);
  --muc-color: var(--accent);
  --muc-color-hover: var(--accent);
  --muc-header-fg-color: var(--ink);
  --muc-header-bg-color: var(--sheet);
  --chat-color: var(--accent);
  --chat-color-hover: var(--accent);
  --chat-header-fg-color: var(--ink);
  --chat-header-bg-color: var(--sheet);
  --global-background-color: var(--sheet);
  --normal-font: system-ui, sans-serif;
  --heading-font: system-ui, sans-serif;
  --branding-font: system-ui, sans-serif;
}
#conversejs converse-muc.chatroom .chat-head-chatroom { border-bottom: 1px solid var(--line); }
#conversejs .chatbox .chat-head { padding: 0; }
#conversejs converse-muc-heading .chatbox-title--no-desc,
#conversejs converse-muc-heading .chatbox-title { padding: 0; }
#conversejs converse-muc-heading .chatbox-title--row { display: none; }
#conversejs converse-muc-heading .chatbox-title__buttons {
  position: fixed;
  inset-block-start: 0.875rem;
  inset-inline-end: 0.75rem;
  z-index: 2;
}
#conversejs .chat-msg__text, #conversejs .chat-head__desc { unicode-bidi: plaintext; }
`
