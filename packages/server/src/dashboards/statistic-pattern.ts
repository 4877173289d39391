/**
 * Statistics of dashboard widgets, as CloudWatch says the pattern in its messages. Case-sensitive.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export const STATISTIC_PATTERN: string = String.raw`^((SampleCount|Average|Sum|Minimum|Maximum|IQM)|(p|tc|tm|ts|wm)(100(.0{0,10})?|\d{1,2})(\.\d{0,10})?|[ou](\d+(\.\d{0,10})?)(_E|_L|_H)?|((TM|TC|TS|WM)\(((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%):((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%)?\)|(TM|TC|TS|WM)\(((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%)?:((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%)\))|(((TM|TC|TS|WM)|(PR))\(((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+)):((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+))?\))|(((TM|TC|TS|WM)|(PR))\(((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+))?:((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+))\)))$`
