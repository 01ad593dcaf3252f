import { Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { inputError } from '../../core/private/input-error';

/**
 * Has instances install the agent when they start.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html
 */
export function installCodeDeployAgent(scope: IConstruct, group: autoscaling.AutoScalingGroup): void {
  requireUserData(scope, group);
  const { region, urlSuffix } = Stack.of(group);
  const latest = `https://aws-codedeploy-${region}.s3.${region}.${urlSuffix}/latest`;
  group.addUserData(...group.osType === ec2.OperatingSystemType.WINDOWS ? onWindows(latest) : onLinux(latest));
}

/** A launch template that was made without keeps what instances do when they start to itself, and the CDK fails when it is asked. */
function requireUserData(scope: IConstruct, group: autoscaling.AutoScalingGroup): void {
  try {
    void group.userData;
  } catch {
    throw inputError(scope, `'installAgent' must be false for ${group.node.path}, whose launch template has no user data to add to. ` +
      "Give it 'userData: ec2.UserData.forLinux()', or instances with an image that has the agent");
  }
}

function onLinux(latest: string): string[] {
  return [
    'if command -v apt-get > /dev/null; then apt-get update -y && apt-get install -y ruby-full curl; else yum install -y ruby; fi',
    'CODEDEPLOY_INSTALLER="$(mktemp)"',
    `curl --silent --show-error --fail --retry 5 --output "$CODEDEPLOY_INSTALLER" ${latest}/install`,
    'chmod +x "$CODEDEPLOY_INSTALLER"',
    '"$CODEDEPLOY_INSTALLER" auto',
    'rm -f "$CODEDEPLOY_INSTALLER"',
  ];
}

function onWindows(latest: string): string[] {
  return [
    '$CodeDeployAgent = Join-Path $env:TEMP "codedeploy-agent.msi"',
    `Invoke-WebRequest -Uri ${latest}/codedeploy-agent.msi -OutFile $CodeDeployAgent`,
    'Start-Process msiexec.exe -Wait -ArgumentList "/i $CodeDeployAgent /quiet"',
  ];
}
