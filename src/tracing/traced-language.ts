/**
 * The language of an application. AWS instruments applications in these without a change of their code.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Application-Signals-supportmatrix.html
 */
export enum TracedLanguage {
  /** Java 8 and later. */
  JAVA = 'java',
  /** Node.js. An application of ES modules is traced when it is started with `--import` of what `NODE_OPTIONS` requires. */
  NODEJS = 'nodejs',
  /** Python. */
  PYTHON = 'python',
  /** .NET on Linux. */
  DOTNET = 'dotnet',
}
