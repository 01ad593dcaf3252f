import { Token } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { inputError, requireAbility, requirePattern, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { PullThroughCache } from '../../registry';
import { IServiceImage, RegistryImageOptions, ServiceImageConfig, ServiceImageContext } from '../service-image';

/** An image that the template names once and for all. */
export class RegistryServiceImage implements IServiceImage {
  constructor(private readonly name: string, private readonly options: RegistryImageOptions) {}

  public bind(scope: Construct): ServiceImageConfig {
    requirePattern(scope, 'name', this.name ?? '', /^\S+$/, "the name of an image, such as 'public.ecr.aws/nginx/nginx:1.29'");
    requireKinds(scope, { options: this.options }, { options: 'options' });
    const { credentials } = this.options;
    if (credentials !== undefined) { requireAbility(scope, { prop: 'credentials', value: credentials, method: 'grantRead', expected: 'a secret of AWS Secrets Manager' }); }
    return { image: ecs.ContainerImage.fromRegistry(this.name, { credentials }) };
  }
}

/** The same of a repository in Amazon ECR. */
export class RepositoryServiceImage implements IServiceImage {
  constructor(private readonly repository: ecr.IRepository, private readonly tagOrDigest: string) {}

  public bind(scope: Construct): ServiceImageConfig {
    const { repository, tagOrDigest } = this;
    requireAbility(scope, { prop: 'repository', value: repository, method: 'grantPull', expected: 'a repository of Amazon ECR' });
    requirePattern(scope, 'tagOrDigest', tagOrDigest ?? '', /^[^\s:]+$|^sha256:\S+$/, "a tag such as '1.2.3', or a digest that starts with 'sha256:'");
    return { image: ecs.ContainerImage.fromEcrRepository(repository, tagOrDigest), fromEcr: true };
  }
}

/** A public image by way of the account's own registry. */
export class CachedServiceImage implements IServiceImage {
  constructor(private readonly cache: PullThroughCache, private readonly name: string) {}

  public bind(scope: Construct): ServiceImageConfig {
    const { cache, name } = this;
    requireAbility(scope, { prop: 'cache', value: cache, method: 'containerImage', expected: 'a PullThroughCache' });
    requirePattern(scope, 'name', name ?? '', /^\S+$/, "the name of an image, such as 'nginx/nginx:1.29'");
    return { image: cache.containerImage(name), fromEcr: true };
  }
}

/** An image of another kind, with another command. */
export class CommandServiceImage implements IServiceImage {
  constructor(private readonly image: IServiceImage, private readonly command: string[]) {}

  public bind(scope: Construct, context: ServiceImageContext): ServiceImageConfig {
    const { image, command } = this;
    requireAbility(scope, { prop: 'image', value: image, method: 'bind', expected: "a service image, such as ServiceImage.fromRegistry('nginx')" });
    if (!Array.isArray(command) || command.length === 0 || !command.every((word) => Token.isUnresolved(word) || typeof word === 'string')) {
      throw inputError(scope, `'command' must be a command and its arguments, such as ['node', 'server.js'], got ${show(command)}`);
    }
    const config = image.bind(scope, { ...context, command });
    return { ...config, command: config.command ?? command };
  }
}
