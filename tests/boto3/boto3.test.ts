import { testScript } from './support.ts'

testScript('groups_and_streams.py', 7)
testScript('events.py', 8)
testScript('metrics.py', 9)
testScript('alarms.py', 8)
testScript('actions.py', 6)
testScript('insights.py', 7)
