export {
  type LambdaContext,
  type LambdaHandler,
  type LambdaOptions,
  observeLambda,
  observeLambdaStream,
  type StreamingLambdaHandler,
} from './observe-lambda.ts'
