import { replaced } from '../native'

/**
 * No event: `navigator.webdriver` is true in a browser that a program drives, unless that was concealed
 * (https://github.com/puppeteer/puppeteer/issues/3141), and a getter that somebody replaced before us is no native
 * code any more.  Either may be an honest tool, so a person hears of it and nothing is decided by it (K16).
 */
export const automationHints = (): string[] => [...(navigator.webdriver ? ['webdriver'] : []), ...replaced()]
