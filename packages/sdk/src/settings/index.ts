export type { Settings, SettingsInput } from './record.ts'
export { describeSettings, type LoadSettingsOptions, loadSettings, type SettingDoc, settingDocs } from './settings.ts'
