import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { inputError, show } from '../../core/private/input-error';

/** Services by the id of their endpoint. */
export type Services = Record<string, ec2.InterfaceVpcEndpointAwsService>;

/**
 * What a task needs to start: its image, its log stream and its secrets. Layers of images come from S3.
 * A function, because the names of all services would otherwise be loaded with the library.
 */
export const taskServices = (): Services => ({
  EcrApi: ec2.InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Ssm: ec2.InterfaceVpcEndpointAwsService.SSM,
  SecretsManager: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
});

/** Adds services that are not in the list yet. */
export function withMore(services: Services, more: ec2.InterfaceVpcEndpointAwsService[]): Services {
  const names = Object.values(services).map(({ shortName }) => shortName);
  const added = more.filter(({ shortName }) => !names.includes(shortName));
  return { ...services, ...Object.fromEntries(added.map((service) => [idOf(service), service])) };
}

/** Fails for what is no service. Types are checked by no one in JavaScript. */
export function requireServices(scope: Construct, services: ec2.InterfaceVpcEndpointAwsService[]): void {
  if (Array.isArray(services) && services.every((service) => typeof service?.shortName === 'string')) { return; }
  throw inputError(scope, `'moreEndpoints' must be a list of services such as ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES, got ${show(services)}`);
}

/** `ssmmessages` gives `SsmmessagesEndpoint`. */
function idOf({ shortName }: ec2.InterfaceVpcEndpointAwsService): string {
  const words = shortName.split(/[^A-Za-z0-9]+/);
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Endpoint`;
}
