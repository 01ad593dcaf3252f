import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { IConstruct } from 'constructs';
import { requirePattern } from '../../core/private/input-error';
import { requireMember } from '../../core/private/require-kinds';
import { VERSIONS } from '../../core/private/versions';
import { PackageManager } from '../package-manager';

/** How one package manager does what all of them do. */
interface Manager {
  readonly install: string[];
  /** Where it keeps packages between builds, and the variable that tells it so. On AWS Lambda only /tmp can be written to. */
  readonly cacheVariable: string;
  readonly cacheDirectory: string;
  /** Runs a program of an installed package, and never of one that would have to be downloaded first. */
  readonly run: string;
  readonly buildIfPresent: string;
}

/** What Node.js brings along fetches the version that `package.json` asks for. */
const COREPACK = 'if command -v corepack > /dev/null; then corepack enable; fi';

const MANAGERS: Record<PackageManager, Manager> = {
  [PackageManager.NPM]: {
    install: ['npm ci'],
    cacheVariable: 'npm_config_cache',
    cacheDirectory: '/tmp/npm-cache',
    run: 'npx --no --',
    buildIfPresent: 'npm run build --if-present',
  },
  [PackageManager.YARN]: {
    install: [COREPACK, 'if [[ "$(yarn --version)" == 1.* ]]; then yarn install --frozen-lockfile; else yarn install --immutable; fi'],
    cacheVariable: 'YARN_CACHE_FOLDER',
    cacheDirectory: '/tmp/yarn-cache',
    run: 'yarn run',
    buildIfPresent: 'if node -e \'process.exit(require("./package.json").scripts?.build ? 0 : 1)\'; then yarn run build; fi',
  },
  [PackageManager.PNPM]: {
    install: [COREPACK, 'pnpm install --frozen-lockfile'],
    cacheVariable: 'npm_config_store_dir',
    cacheDirectory: '/tmp/pnpm-store',
    run: 'pnpm exec',
    buildIfPresent: 'pnpm run --if-present build',
  },
};

/** What a project of Node.js is built with. */
export interface NodejsTools {
  readonly install: string[];
  readonly run: string;
  readonly buildIfPresent: string;
  readonly environment: Record<string, string>;
  readonly cachePaths: string[];
  readonly cacheIsOptional: true;
  readonly runtimeVersions: Record<string, string>;
  /** corepack cannot put anything into the images of AWS Lambda, so that npm alone is there. */
  readonly lambdaImage?: codebuild.IBuildImage;
}

export function nodejsTools(scope: IConstruct, packageManager = PackageManager.NPM, nodeVersion: string = VERSIONS.nodejsBuild.value): NodejsTools {
  requireMember(scope, 'packageManager', packageManager, PackageManager, 'PackageManager');
  requirePattern(scope, 'nodeVersion', nodeVersion, /^\d{2}(\.\d+){0,2}$/, "a version of Node.js, such as '22' or '24.1.0'");
  const { install, run, buildIfPresent, cacheVariable, cacheDirectory } = MANAGERS[packageManager];
  return {
    install,
    run,
    buildIfPresent,
    environment: { CI: 'true', COREPACK_ENABLE_DOWNLOAD_PROMPT: '0', [cacheVariable]: cacheDirectory },
    cachePaths: [`${cacheDirectory}/**/*`],
    cacheIsOptional: true,
    runtimeVersions: { nodejs: nodeVersion },
    lambdaImage: packageManager === PackageManager.NPM ? lambdaImageOf(nodeVersion) : undefined,
  };
}

function lambdaImageOf(nodeVersion: string): codebuild.IBuildImage | undefined {
  return nodeVersion === '22' ? codebuild.LinuxLambdaBuildImage.AMAZON_LINUX_2023_NODE_22 : undefined;
}
