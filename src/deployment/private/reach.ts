import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ServicePlan } from './service-plan';
import { WarningId } from '../../core/private/warning-ids';
import { IServiceNetwork } from '../../network';

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

function isIsolated({ vpc, serviceSubnets }: IServiceNetwork): boolean {
  const isolated = vpc.isolatedSubnets.map(({ subnetId }) => subnetId);
  return vpc.selectSubnets(serviceSubnets).subnetIds.every((subnetId) => isolated.includes(subnetId));
}
