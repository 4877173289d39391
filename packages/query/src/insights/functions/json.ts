import { parseJson, printJson, scalarText } from '../json-tree.ts'
import { type FunctionSpec, param } from './signature.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
export const JSON_FUNCTIONS: readonly FunctionSpec[] = [
  {
    family: 'json',
    name: 'jsonParse',
    summary: 'The map or list that a text is the JSON of; absent for anything else.',
    params: [param('a', 'text')],
    returns: 'json',
    nulls: 'null',
    evaluate: ([a]) => {
      const tree = parseJson(a as string)
      return tree?.kind === 'map' || tree?.kind === 'list' ? printJson(tree) : null
    },
    example: [`jsonParse('{"a": [1, 2]}')`, '{"a":[1,2]}'],
  },
  {
    family: 'json',
    name: 'jsonStringify',
    summary: 'The JSON text of a map or a list.',
    params: [param('a', 'json')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([a = null]) => a,
    example: [`jsonStringify(jsonParse('[1, 2]'))`, '[1,2]'],
  },
  {
    family: 'json',
    name: 'jsonArraySize',
    summary: 'How many items a list has, or a text that is the JSON of one; absent when it is none.',
    params: [param('a', 'json')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a]) => {
      const tree = parseJson(a as string)
      return tree?.kind === 'list' ? tree.items.length : null
    },
    example: ['jsonArraySize("[1, 2, 3]")', '3'],
  },
  {
    family: 'json',
    name: 'jsonArrayContains',
    summary:
      'Whether a list, or a text that is the JSON of one, has a string, number or boolean with this text; cases differ.',
    params: [param('a', 'json'), param('value', 'text')],
    returns: 'flag',
    nulls: 'false',
    evaluate: ([a, value]) => {
      const tree = parseJson(a as string)
      return (
        tree?.kind === 'list' &&
        tree.items.some((item) => (item.kind === 'boolean' ? String(item.value) : scalarText(item)) === value)
      )
    },
    example: [`jsonArrayContains('["a", "b"]', "b")`, '1'],
  },
]
