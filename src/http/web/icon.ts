/** The icon of the pages, a latch string with its ring: a PNG of 180 x 180 pixels. */
export const ICON: Buffer = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAALQAAAC0CAMAAAAKE/YAAAAAElBMVEULXE0/f3P8/f1flIqhwLpIhHlLLfwEAAAC40lEQVR42u1c7Vbr' +
    'MAyLa+X9X/nCOPewsrZrE9cfIP/doJqm2E4irzX7kOUptBUJPIHuRTCvmK4Cui1kmkzvMw0yTU2fy9NKpqlpMs08PcS0VgRdBfMqTwsX' +
    'Incu9fM0iwuLC7NHtoWolIcTaKkoD2YP5mlmD8rjD+VpyoNM/7btFu8RKQ9utyiPMXmwy/OSR6u4EEtubEseqvMIgdmDmwBq+g81TOw9' +
    'WBGZp8n0SZpFn4leoNlV/QF4hfgbuORFvOwGkFAn0g8Q/+c7GWZ9C/mrPEo5yJmqupyHnKZE6nIxUI3mL9TBiaQvQ4FS0kiAehhzIGrs' +
    'lz/V3rWLbpf1x3skEeaXBmmvuoegxhnER9UHKfR81FxspUbEY37XOG90VN6oR5oKDS7pGGo7XzTiuhiHH444gcg4YRrWqmKCrp+ogzIH' +
    'pv5aQ4jG5PckEUTL5IfWAKJHiPKnus/nrO6e9mBQHeCcQMRCkOt/0p2JNlnM8AU9vvJ99WFEETz1oUYpVjz1AasMCz99rDpimH1l99YX' +
    'u3tNxxtSQ378RK12eyW4gTZ8klYHfe9KNPwRDD/33nITaCHog9rSDaVWhWk3y6GlpUpATQekPDfQlsWlZBm/lWnDhgEhXd5SpcsruQmw' +
    'a90dt1t2+1HHja3ZEULzPEKQOw5rbj+iNjoagusJdckDSDU5xXe+wBALqtX72lbnWRL36wsDquF//YlZnhBxPT750B/3kE4mvbmLYgny' +
    'IWACtUT5VPq4/0HiDB/DXhNNZa0Zw+xrp+4jxqtXv5izBVwvOxpF4415uOj413hbXtuxbfbTLMeYTbc96lvzLDsO2RBb756z/mFE/ni5' +
    'iXx6kXNZkd/OAyDl7MjIFEMszzuZr8LUiBbE3A4mA7KOuYyQjZYirqxH5JmTEy2kjGvSRsKZ1eOpxLwDwnsDRNDUk9jyGGjGdyVHcsAr' +
    '7J/tUpnfQWAwGAwGg8FgMBgMBoPBYDDyxz9BZSFvtko04QAAAABJRU5ErkJggg==',
  'base64',
)
