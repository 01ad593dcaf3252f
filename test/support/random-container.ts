import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as fc from 'fast-check';
import { all, call, literal, literals, made, members, mostly, object, RecipeFields, Recipes, some, struct, weighted } from './random-recipe';
import {
  choices, flags, knownNumbers, lists, maps, numberToken, seconds, structs, textLists, texts, textToken, things, wholeNumbers, wrongKind,
} from './random-values';
import { RandomWorld } from './random-world';
import { ServiceImage, ServiceVolume } from '../../src/deployment';
import { ContainerRepository, PullThroughCache } from '../../src/registry';

const ODD_NAMES = ['A', 'DB_HOST', 'a b', 'ü', '1', '=', 'toString', '__proto__', 'constructor', 'AWS_REGION', 'x'.repeat(300)];

const secret = made('secret', (world) => world.once('Secret', (stack, id) => new secretsmanager.Secret(stack, id)));
const importedSecret = made('importedSecret', (world) => world.once('ImportedSecret', (stack, id) => secretsmanager.Secret.fromSecretNameV2(stack, id, 'shop')));
const parameter = made('parameter', (world) => world.once('Parameter', (stack, id) => ssm.StringParameter.fromStringParameterName(stack, id, '/shop')));
const key = made('key', (world) => world.once('Key', (stack, id) => new kms.Key(stack, id)));
const importedKey = made('importedKey', (world) => world.once('ImportedKey', (stack, id) => kms.Key.fromKeyArn(stack, id,
  'arn:aws:kms:eu-west-1:111111111111:key/12345678-1234-1234-1234-123456789012')));
const farKey = made('keyInAnotherRegion', (world) => world.once('FarKey', (stack, id) => kms.Key.fromKeyArn(stack, id,
  'arn:aws:kms:us-east-1:111111111111:key/12345678-1234-1234-1234-123456789012')));

const repository = made('repository', (world) => world.once('Repository', (stack, id) => new ecr.Repository(stack, id)));
const images = made('images', (world) => world.once('Images', (stack, id) => new ContainerRepository(stack, id)));
const staging = made("images.forEnvironment('Staging')", (world) => world.once('Staging', () => (world.once('Images', (stack, id) => new ContainerRepository(stack, id))).forEnvironment('Staging')));
// An account has one cache with a prefix, and the stacks of one app are in one account.
const cache = made('cache', (world) => world.once('Cache', (stack, id) => new PullThroughCache(stack, id, { prefix: stack.node.id.toLowerCase() })));

const fromRegistry = call('ServiceImage.fromRegistry', ServiceImage.fromRegistry, texts('nginx', 'public.ecr.aws/nginx/nginx:1.29'),
  structs(struct({ credentials: things(weighted([1, secret], [1, importedSecret])) })));

const image: Recipes = weighted(
  [40, fromRegistry],
  [4, call('ServiceImage.fromAsset', ServiceImage.fromAsset, mostly(literals(RandomWorld.image), wrongKind, literals('/nowhere')), structs(struct({
    file: texts('Dockerfile'),
    buildArgs: maps(['VERSION', ''], texts('1', '')),
    target: texts('release'),
    platform: things(members('Platform', Platform, 'LINUX_AMD64', 'LINUX_ARM64')),
  })))],
  [4, call('ServiceImage.fromRepository', ServiceImage.fromRepository, things(repository), texts('1.2.3', `sha256:${'0'.repeat(64)}`))],
  [6, call('ServiceImage.released', ServiceImage.released, things(weighted([2, images], [1, staging])))],
  [4, call('ServiceImage.withCommand', ServiceImage.withCommand, things(fromRegistry), textLists('node', 'server.js', ''))],
  [4, call('ServiceImage.fromCache', ServiceImage.fromCache, things(cache), texts('nginx/nginx:1.29'))],
);

const fileSystem = made('fileSystem', (world) => world.once('Files', (stack, id) => new efs.FileSystem(stack, id, { vpc: world.vpc() })));
const accessPoint = made('accessPoint', (world) => world.once('AccessPoint', (stack, id) => efs.AccessPoint.fromAccessPointId(stack, id, 'fsap-12345678')));
const path = texts('/var/cache', '/data', '/tmp', '/a/b');
const volume: Recipes = weighted(
  [3, call('ServiceVolume.temporary', ServiceVolume.temporary, path)],
  [3, call('ServiceVolume.memory', ServiceVolume.memory, path, wholeNumbers(1, 128))],
  [2, call('ServiceVolume.efs', ServiceVolume.efs, structs(fc.tuple(all({ fileSystem: things(fileSystem), containerPath: path }),
    some({ accessPoint: things(accessPoint), readOnly: flags })).map(([needed, others]) => object({ ...needed, ...others }))))],
);

const healthCheck = structs(struct({
  path: texts('/', '/health', '/health?deep=true'),
  port: wholeNumbers(1, 65535),
  healthyStatus: texts('200', '200-299', '200,204'),
  interval: seconds(11, 300),
  timeout: seconds(2, 9),
  healthyThreshold: wholeNumbers(2, 10),
  unhealthyThreshold: wholeNumbers(2, 10),
  gracePeriod: seconds(0, 2 ** 31 - 1),
}));

const sizes = fc.constantFrom([256, 1024], [512, 1024], [1024, 2048], [4096, 30720], [32768, 249856]);

/** CPU and memory that go together, or not. */
const size: fc.Arbitrary<RecipeFields> = fc.oneof(
  { withCrossShrink: true },
  { weight: 30, arbitrary: fc.constant({}) },
  { weight: 20, arbitrary: sizes.map(([cpu, memory]) => ({ cpu: literal(cpu), memoryLimitMiB: literal(memory) })) },
  { weight: 2, arbitrary: all({ cpu: numberToken(512), memoryLimitMiB: numberToken(1024) }) },
  { weight: 1, arbitrary: some({ cpu: knownNumbers(256, 512, 1024), memoryLimitMiB: knownNumbers(512, 1024, 2048) }) },
);

/** The props of a container. */
export const containerFields: fc.Arbitrary<RecipeFields> = some({
  containerPort: wholeNumbers(1, 65535),
  healthCheck,
  architecture: things(members('ecs.CpuArchitecture', ecs.CpuArchitecture, 'X86_64', 'ARM64')),
  environment: maps(ODD_NAMES, mostly(weighted([8, literals('', 'text', 'ü', '$')], [1, textToken('text')]), wrongKind)),
  secrets: maps(['TOKEN', 'KEY', 'valueOf', 'B', 'b c', '2', ...ODD_NAMES.slice(-2)], things(weighted(
    [2, call('ecs.Secret.fromSecretsManager', ecs.Secret.fromSecretsManager, weighted([1, secret], [1, importedSecret]))],
    [1, call('ecs.Secret.fromSsmParameter', ecs.Secret.fromSsmParameter, parameter)],
  ))),
  volumes: lists(things(volume), 2),
  ephemeralStorageGiB: wholeNumbers(21, 200),
  readonlyRootFilesystem: flags,
  enableExecuteCommand: flags,
  stopTimeout: seconds(1, 120),
  logRetention: choices(members('logs.RetentionDays', logs.RetentionDays, 'ONE_DAY', 'TEN_YEARS', 'INFINITE')),
  logEncryptionKey: mostly(weighted([1, key], [1, importedKey]), wrongKind, farKey),
}, all({ image: things(image) }), size);
