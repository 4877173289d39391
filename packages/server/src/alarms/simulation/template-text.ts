import { Pair, parse, Scalar, type Tags, YAMLMap, type YAMLSeq } from 'yaml'

/** Functions of CloudFormation with a short form, which is theirs with one argument. */
const FUNCTIONS = [
  ...['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue'],
  ...['Join', 'Length', 'Not', 'Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform'],
]

const SHORT_FORMS = [
  ...FUNCTIONS.map((name) => ({ tag: `!${name}`, name: `Fn::${name}` })),
  { tag: '!Ref', name: 'Ref' },
  { tag: '!Condition', name: 'Condition' },
]

/** `!Join [...]` is `Fn::Join: [...]`, whatever its argument is. */
const TAGS: Tags = SHORT_FORMS.flatMap(({ tag, name }) => {
  const called = (argument: YAMLSeq | YAMLMap): YAMLMap => {
    const call = new YAMLMap()
    call.add(new Pair(new Scalar(name), argument))
    return call
  }
  return [
    { tag, resolve: (text: string) => ({ [name]: text }) },
    { tag, collection: 'seq' as const, resolve: called },
    { tag, collection: 'map' as const, resolve: called },
  ]
})

/**
 * JSON, or YAML with the short forms of CloudFormation.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 * @throws {Error} for what is neither
 */
export function parseTemplateText(text: string): unknown {
  if (/^\s*[[{]/.test(text)) return JSON.parse(text)
  return parse(text, { customTags: TAGS, logLevel: 'error' })
}
