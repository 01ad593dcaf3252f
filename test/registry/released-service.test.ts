import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { BlueGreenFargateService, ServiceImage } from '../../src/deployment';
import { ContainerRepository } from '../../src/registry';
import { onlyResource, prodStack } from '../support/stacks';

const STAGING = '/cdk-devops-patterns/Prod/Images/Environments/Staging/released-image';

/** The parameters that a stack looks up, but for that of the bootstrap. */
function lookedUp(stack: Stack): string[] {
  const parameters = Object.values(Template.fromStack(stack).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<String>' }));
  return parameters.map(({ Default }) => Default).filter((name) => !name.startsWith('/cdk-bootstrap/'));
}

describe('a service of released images', () => {
  test('reads the pointer of its environment, and its role may pull the images', () => {
    const stack = prodStack();
    const images = new ContainerRepository(stack, 'Images');
    const web = new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.released(images.forEnvironment('Staging')) });

    expect(web.releasePointer!.parameterName).toBe(STAGING);
    expect(lookedUp(stack)).toEqual([STAGING]);
    const template = Template.fromStack(stack);
    const repository = { 'Fn::GetAtt': [onlyResource(template, 'AWS::ECR::Repository').id, 'Arn'] };
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(JSON.stringify(repository));
  });

  test('runs those of another account, with a pointer in its own', () => {
    const stack = prodStack();
    const elsewhere = ecr.Repository.fromRepositoryAttributes(stack, 'Elsewhere', {
      repositoryName: 'shop', repositoryArn: 'arn:aws:ecr:eu-west-1:999999999999:repository/shop',
    });
    new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.released(ContainerRepository.fromRepository(stack, 'Images', elsewhere)) });

    expect(lookedUp(stack)).toEqual(['/cdk-devops-patterns/Prod/Images/released-image']);
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).toContain('arn:aws:ecr:eu-west-1:999999999999:repository/shop');
  });
});
