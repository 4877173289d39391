/** What runs in the browser. `npm run generate` makes one script of it. */
import { Dashboard } from './dashboard.ts'
import { startTheme } from './theme.ts'

startTheme()
new Dashboard().start()
