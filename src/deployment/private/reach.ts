import { Annotations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { ServicePlan } from './service-plan';
import { WarningId } from '../../core/private/warning-ids';
import { IServiceNetwork, ServiceNetwork } from '../../network';

/**
 * Interface endpoints lead to the account's own registry, not to a public one: a task would wait for its image until
 * the deployment gives up.
 */
export function warnIfImageOutOfReach(scope: Construct, { image, network }: ServicePlan): void {
  const needsPublicRegistry = !image.fromEcr || image.releasePointer !== undefined;
  if (!needsPublicRegistry || !isIsolated(network)) { return; }

  const what = image.releasePointer ? 'The placeholder that runs until the first release' : 'The image';
  Annotations.of(scope).addWarningV2(WarningId.PUBLIC_IMAGE_OUT_OF_REACH,
    `${what} comes from a public registry, which the subnets of 'network' do not reach: tasks will not start. ` +
    'Use a network that reaches the internet, or an image of your own registry with ServiceImage.fromRepository until the first release.');
}

/** Whether tasks have no way to the internet. */
export function isIsolated(network: IServiceNetwork): boolean {
  return ServiceNetwork._isCutOff(network);
}

/** Without a way to these, a task waits for its image, its log stream or its secrets until the deployment gives up. */
export function requireWayToAws(scope: Construct, { image, network, container, launch }: ServicePlan): void {
  ServiceNetwork._requireReach(scope, network, () => [
    ...image.fromEcr ? ['ecr.api', 'ecr.dkr', 's3'] : [],
    'logs',
    ...Object.values(container.secrets ?? {}).map(serviceOf),
    ...launch.awsServices,
  ]);
}

/** Only secrets of Secrets Manager know whether they are a field of one. */
function serviceOf({ hasField }: ecs.Secret): string {
  return hasField === undefined ? 'ssm' : 'secretsmanager';
}
