import { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CachedImage } from './private/cached-image';
import { parseUpstreamName, UpstreamName } from './private/upstream-name';
import { IUpstreamRegistry, UpstreamRegistry, UpstreamRegistryConfig } from './upstream-registry';
import { requireAbility, requirePattern } from '../core/private/input-error';
import { requireOnlyOne } from '../core/private/only-one';

const PREFIX = /^(?=.{2,30}$)([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/;
const PULL = [
  'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer',
  // The first pull of an image fetches it, and makes the repository that holds it.
  'ecr:BatchImportUpstreamImage', 'ecr:CreateRepository',
];

/** Which registry is cached, and where. */
export interface PullThroughCacheProps {
  /**
   * The registry whose images are cached.
   *
   * @default UpstreamRegistry.ecrPublic()
   */
  readonly upstream?: IUpstreamRegistry;

  /**
   * The beginning of the names of the repositories that hold the images. There is one cache per prefix in an account and region.
   * Changing it replaces the cache; the images stay behind.
   *
   * @default - after the registry: `ecr-public`, `docker-hub`, `quay`, `kubernetes`, `github` or `gitlab`
   */
  readonly prefix?: string;
}

/**
 * Images of a public registry, pulled through this account's own: Amazon ECR fetches an image when it is pulled for the
 * first time, keeps it, and looks for a newer one at most once a day.
 *
 * In a network without a way to the internet only images that the cache holds already can be pulled: pull each once from
 * elsewhere first.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
 */
export class PullThroughCache extends Construct {
  /** The beginning of the names of the repositories that hold the images. */
  public readonly prefix: string;
  private readonly upstream: UpstreamRegistryConfig;

  constructor(scope: Construct, id: string, props: PullThroughCacheProps = {}) {
    super(scope, id);
    const upstream = props.upstream ?? UpstreamRegistry.ecrPublic();
    requireAbility(this, { prop: 'upstream', value: upstream, method: 'bind', expected: 'a registry, such as UpstreamRegistry.ecrPublic()' });
    this.upstream = upstream.bind(this);
    this.prefix = props.prefix ?? this.upstream.defaultPrefix;
    requirePattern(this, 'prefix', this.prefix, PREFIX, 'lower-case letters and digits, separated by . _ - or /, 2 to 30 characters');
    this.createRule();
  }

  /**
   * The name of an image as it is pulled through the cache.
   *
   * Who pulls needs `grantPull`; `containerImage` sees to that by itself.
   *
   * @param name as the registry has it, with its host or without, such as `nginx/nginx:1.29`
   */
  public imageName(name: string): string {
    return this.nameInCache(parseUpstreamName(this, this.upstream, name));
  }

  /**
   * An image for the container of a task. The task may pull it and no other, and waits for the cache.
   *
   * @param name as the registry has it, with its host or without, such as `nginx/nginx:1.29`
   */
  public containerImage(name: string): ecs.ContainerImage {
    const parsed = parseUpstreamName(this, this.upstream, name);
    return new CachedImage(this.nameInCache(parsed), this, (grantee) => this.grant(grantee, [parsed.repository]));
  }

  /** Allows to pull every image of the registry, and so to fetch it into the cache. */
  public grantPull(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ['*']);
  }

  private createRule(): void {
    const { registryName, url, credentials } = this.upstream;
    const resource = new ecr.CfnPullThroughCacheRule(this, 'Resource', {
      ecrRepositoryPrefix: this.prefix,
      upstreamRegistry: registryName,
      upstreamRegistryUrl: url,
      credentialArn: credentials && (credentials.secretFullArn ?? credentials.secretArn),
    });
    requireOnlyOne(this, {
      resource,
      isRival: (other) => (other as ecr.CfnPullThroughCacheRule).ecrRepositoryPrefix === this.prefix,
      message: `an account has one cache with the prefix '${this.prefix}' per region. Use one cache for both, or set 'prefix'`,
    });
  }

  private nameInCache({ repository, version }: UpstreamName): string {
    const { account, region, urlSuffix } = Stack.of(this);
    return `${account}.dkr.ecr.${region}.${urlSuffix}/${this.prefix}/${repository}${version}`;
  }

  private grant(grantee: iam.IGrantable, repositories: string[]): iam.Grant {
    const resourceArns = repositories.map((name) => Stack.of(this).formatArn({ service: 'ecr', resource: 'repository', resourceName: `${this.prefix}/${name}` }));
    const login = iam.Grant.addToPrincipal({ grantee, actions: ['ecr:GetAuthorizationToken'], resourceArns: ['*'] });
    return login.combine(iam.Grant.addToPrincipal({ grantee, actions: PULL, resourceArns }));
  }
}
