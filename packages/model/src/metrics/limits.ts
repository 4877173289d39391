/**
 * Limits of PutMetricData, which EMF and metric filters share because their output is stored as metric data.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export const MAX_DIMENSIONS = 30
export const MAX_METRIC_NAME_CHARS = 255
export const MAX_NAMESPACE_CHARS = 255
export const MAX_DIMENSION_NAME_CHARS = 255
export const MAX_DIMENSION_VALUE_CHARS = 1024
/** Values of one datum of PutMetricData. */
export const MAX_VALUES_PER_DATUM = 150
/** No stored number is further from zero than this. */
export const MAX_ABSOLUTE_VALUE: number = 2 ** 360
/** Members of one EMF array target, and definitions of one EMF directive. */
export const MAX_EMF_VALUES = 100
export const MAX_EMF_METRICS = 100
