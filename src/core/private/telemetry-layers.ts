/** Who publishes the layers in most regions. */
const USUAL_ACCOUNT = '615299751070';

/** One version for each language. */
interface LayersInRegion {
  readonly account: string;
  readonly python: number;
  readonly nodejs: number;
  readonly java: number;
  readonly dotnet: number;
}

/** A language that AWS publishes a layer for. */
export type LayerLanguage = Exclude<keyof LayersInRegion, 'account'>;

const NAMES: Record<LayerLanguage, string> = {
  python: 'AWSOpenTelemetryDistroPython',
  nodejs: 'AWSOpenTelemetryDistroJs',
  java: 'AWSOpenTelemetryDistroJava',
  dotnet: 'AWSOpenTelemetryDistroDotNet',
};

/**
 * The layers of AWS that instrument Lambda functions. Each region counts its versions for itself; both architectures share one.
 *
 * @see https://aws-otel.github.io/docs/getting-started/lambda#adot-lambda-layer-arns
 */
const LAYERS: Record<string, LayersInRegion> = {
  'af-south-1': { account: '904233096616', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'ap-east-1': { account: '888577020596', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'ap-northeast-1': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'ap-northeast-2': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'ap-northeast-3': { account: USUAL_ACCOUNT, python: 21, nodejs: 13, java: 13, dotnet: 11 },
  'ap-south-1': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'ap-south-2': { account: '796973505492', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'ap-southeast-1': { account: USUAL_ACCOUNT, python: 21, nodejs: 13, java: 13, dotnet: 11 },
  'ap-southeast-2': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'ap-southeast-3': { account: '039612877180', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'ap-southeast-4': { account: '713881805771', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'ap-southeast-5': { account: '152034782359', python: 10, nodejs: 6, java: 10, dotnet: 7 },
  'ap-southeast-7': { account: '980416031188', python: 10, nodejs: 6, java: 10, dotnet: 7 },
  'ca-central-1': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'ca-west-1': { account: '595944127152', python: 10, nodejs: 6, java: 10, dotnet: 7 },
  'cn-north-1': { account: '440179912924', python: 10, nodejs: 6, java: 10, dotnet: 7 },
  'cn-northwest-1': { account: '440180067931', python: 10, nodejs: 6, java: 10, dotnet: 7 },
  'eu-central-1': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'eu-central-2': { account: '156041407956', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'eu-north-1': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'eu-south-1': { account: '257394471194', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'eu-south-2': { account: '490004653786', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'eu-west-1': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'eu-west-2': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'eu-west-3': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'il-central-1': { account: '746669239226', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'me-central-1': { account: '739275441131', python: 19, nodejs: 13, java: 13, dotnet: 11 },
  'me-south-1': { account: '980921751758', python: 19, nodejs: 12, java: 12, dotnet: 11 },
  'mx-central-1': { account: '610118373846', python: 10, nodejs: 6, java: 10, dotnet: 7 },
  'sa-east-1': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'us-east-1': { account: USUAL_ACCOUNT, python: 25, nodejs: 13, java: 13, dotnet: 12 },
  'us-east-2': { account: USUAL_ACCOUNT, python: 22, nodejs: 13, java: 13, dotnet: 11 },
  'us-west-1': { account: USUAL_ACCOUNT, python: 29, nodejs: 13, java: 13, dotnet: 11 },
  'us-west-2': { account: USUAL_ACCOUNT, python: 29, nodejs: 13, java: 13, dotnet: 11 },
};

/** The regions that AWS publishes the layers in, as far as is known here. */
export const LAYER_REGIONS = Object.keys(LAYERS);

/** The layer for a language; undefined in a region of which nothing is known here. */
export function layerArn(region: string, language: LayerLanguage): string | undefined {
  const layers = LAYERS[region];
  if (!layers) { return undefined; }
  const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws';
  return `arn:${partition}:lambda:${region}:${layers.account}:layer:${NAMES[language]}:${layers[language]}`;
}
