import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { KnownUpstream } from './private/known-upstream';

/** What a pull-through cache needs to know of the registry behind it. */
export interface UpstreamRegistryConfig {
  /** What Amazon ECR calls the registry, such as `ecr-public`. */
  readonly registryName: string;

  /** Where the registry is, such as `public.ecr.aws`. */
  readonly url: string;

  /** How images of the registry are written, in front of their names, such as `docker.io`. The first is used in messages. */
  readonly hosts: string[];

  /** The beginning of the names of the repositories that hold its images, 2 to 30 characters. */
  readonly defaultPrefix: string;

  /**
   * Who logs in there. The name of the secret starts with `ecr-pullthroughcache/`; it holds `username` and `accessToken`.
   *
   * @default - nobody
   */
  readonly credentials?: secretsmanager.ISecret;

  /**
   * Where images are whose names have no slash, such as `library` for Docker Hub.
   *
   * @default - such names are used as they are
   */
  readonly officialNamespace?: string;
}

/**
 * A registry of which images are cached.
 *
 * @subclassable
 */
export interface IUpstreamRegistry {
  /**
   * Called once by the cache.
   *
   * @param scope the cache
   */
  bind(scope: Construct): UpstreamRegistryConfig;
}

/**
 * The registries of which Amazon ECR caches images.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
 */
export class UpstreamRegistry {
  /** The public gallery of Amazon ECR, which has the official images of Docker Hub too (`docker/library/nginx`). */
  public static ecrPublic(): IUpstreamRegistry {
    return new KnownUpstream({ registryName: 'ecr-public', url: 'public.ecr.aws', hosts: ['public.ecr.aws'], defaultPrefix: 'ecr-public' });
  }

  /** The registry of the Kubernetes project. */
  public static kubernetes(): IUpstreamRegistry {
    return new KnownUpstream({ registryName: 'k8s', url: 'registry.k8s.io', hosts: ['registry.k8s.io'], defaultPrefix: 'kubernetes' });
  }

  /** Quay.io. */
  public static quay(): IUpstreamRegistry {
    return new KnownUpstream({ registryName: 'quay', url: 'quay.io', hosts: ['quay.io'], defaultPrefix: 'quay' });
  }

  /**
   * Docker Hub.
   *
   * @param credentials a secret in the region of the cache, of which the name starts with `ecr-pullthroughcache/`; it holds
   * `username` and `accessToken`
   */
  public static dockerHub(credentials: secretsmanager.ISecret): IUpstreamRegistry {
    return new KnownUpstream({
      registryName: 'docker-hub',
      url: 'registry-1.docker.io',
      hosts: ['docker.io', 'index.docker.io', 'registry-1.docker.io'],
      defaultPrefix: 'docker-hub',
      officialNamespace: 'library',
    }, { credentials });
  }

  /**
   * The container registry of GitHub.
   *
   * @param credentials a secret in the region of the cache, of which the name starts with `ecr-pullthroughcache/`; it holds
   * `username` and `accessToken`
   */
  public static gitHub(credentials: secretsmanager.ISecret): IUpstreamRegistry {
    return new KnownUpstream({ registryName: 'github-container-registry', url: 'ghcr.io', hosts: ['ghcr.io'], defaultPrefix: 'github' }, { credentials });
  }

  /**
   * The container registry of GitLab.com.
   *
   * @param credentials a secret in the region of the cache, of which the name starts with `ecr-pullthroughcache/`; it holds
   * `username` and `accessToken`
   */
  public static gitLab(credentials: secretsmanager.ISecret): IUpstreamRegistry {
    return new KnownUpstream({
      registryName: 'gitlab-container-registry', url: 'registry.gitlab.com', hosts: ['registry.gitlab.com'], defaultPrefix: 'gitlab',
    }, { credentials });
  }

  private constructor() {}
}
