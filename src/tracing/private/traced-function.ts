import { Aws, CfnMapping, Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { LAYER_REGIONS, layerArn, LayerLanguage } from '../../core/private/telemetry-layers';
import { TracingMode } from '../tracing-mode';

const WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';
const LAYERS = 'TelemetryLayers';
const MOST_LAYERS = 5;

/** What has to be known to trace a function. */
export interface FunctionTrace {
  readonly lambdaFunction: lambda.Function;
  readonly mode: TracingMode;
  readonly serviceName: string;
  readonly layerArn?: string;
}

/**
 * Has a function traced: by AWS Lambda itself, and unless that is all by the layer that instruments it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Application-Signals-Enable-LambdaMain.html
 */
export function traceFunction(scope: Construct, { lambdaFunction, mode, serviceName, layerArn: ownLayer }: FunctionTrace): void {
  const resource = resourceOf(scope, lambdaFunction);
  resource.tracingConfig = { mode: 'Active' };
  if (mode === TracingMode.XRAY_ACTIVE_ONLY) { return; }

  requireUnwrapped(scope, lambdaFunction, resource);
  requireRoomForLayer(scope, lambdaFunction, resource);
  const language = languageOf(scope, lambdaFunction);
  const arn = ownLayer ?? knownLayer(scope, lambdaFunction, language);
  lambdaFunction.addLayers(lambda.LayerVersion.fromLayerVersionArn(scope, `Layer${lambdaFunction.node.addr.slice(-8)}`, arn));
  lambdaFunction.addEnvironment(WRAPPER, '/opt/otel-instrument');
  lambdaFunction.addEnvironment('OTEL_SERVICE_NAME', serviceName);
  // The layer has it on by itself.
  if (mode === TracingMode.OPEN_TELEMETRY) { lambdaFunction.addEnvironment('OTEL_AWS_APPLICATION_SIGNALS_ENABLED', 'false'); }
}

function resourceOf(scope: Construct, lambdaFunction: lambda.Function): lambda.CfnFunction {
  requireAbility(scope, { prop: 'lambdaFunction', value: lambdaFunction, method: 'addEnvironment', expected: 'a Lambda function of this app; one that is imported cannot be changed' });
  return lambdaFunction.node.defaultChild as lambda.CfnFunction;
}

/** A function has one wrapper. The layers that the CDK offers as `adotInstrumentation` are an older kind, with another wrapper and a collector inside. */
function requireUnwrapped(scope: Construct, lambdaFunction: lambda.Function, { environment }: lambda.CfnFunction): void {
  const { variables, Variables = variables } = Stack.of(lambdaFunction).resolve(environment) ?? {};
  const found = Variables?.[WRAPPER];
  if (found === undefined) { return; }
  throw inputError(scope, `'lambdaFunction' must have no ${WRAPPER} yet, got ${show(found)}. Leave out 'adotInstrumentation', which adds the legacy layers, and trace it once`);
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html */
function requireRoomForLayer(scope: Construct, lambdaFunction: lambda.Function, { layers }: lambda.CfnFunction): void {
  const present = Stack.of(lambdaFunction).resolve(layers)?.length ?? 0;
  if (present < MOST_LAYERS) { return; }
  throw inputError(scope, `'lambdaFunction' must have at most ${MOST_LAYERS - 1} layers, so that there is room for the one that traces, got ${present}`);
}

function languageOf(scope: Construct, { runtime }: lambda.Function): LayerLanguage {
  switch (runtime.family) {
    case lambda.RuntimeFamily.NODEJS: return 'nodejs';
    case lambda.RuntimeFamily.PYTHON: return 'python';
    case lambda.RuntimeFamily.JAVA: return 'java';
    case lambda.RuntimeFamily.DOTNET_CORE: return 'dotnet';
    default: throw inputError(scope, `'lambdaFunction' must have a runtime of Node.js, Python, Java or .NET, got ${runtime.name}. `
      + 'Trace others, and functions from an image, with TracingMode.XRAY_ACTIVE_ONLY');
  }
}

function knownLayer(scope: Construct, lambdaFunction: lambda.Function, language: LayerLanguage): string {
  const { region } = Stack.of(lambdaFunction);
  if (Token.isUnresolved(region)) { return layerOfAnyRegion(lambdaFunction, language); }
  return layerArn(region, language) ?? failWithoutLayer(scope, region);
}

function failWithoutLayer(scope: Construct, region: string): never {
  throw inputError(scope, `'layerArn' must be set in the region ${region}: the library knows no layer there. `
    + 'https://aws-otel.github.io/docs/getting-started/lambda#adot-lambda-layer-arns lists them');
}

/** CloudFormation looks it up when it knows the region; it fails in one that is not in the list. */
function layerOfAnyRegion(lambdaFunction: lambda.Function, language: LayerLanguage): string {
  const stack = Stack.of(lambdaFunction);
  const id = `${LAYERS}${language}`;
  const mapping = (stack.node.tryFindChild(id) as CfnMapping | undefined) ?? new CfnMapping(stack, id, {
    mapping: Object.fromEntries(LAYER_REGIONS.map((region) => [region, { arn: layerArn(region, language) }])),
  });
  return mapping.findInMap(Aws.REGION, 'arn');
}
