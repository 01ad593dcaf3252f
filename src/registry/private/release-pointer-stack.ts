import { CfnResource, RemovalPolicy, Stack, TagManager, TagType } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { hash, pointerName } from './pointer-name';
import { synthesizerLike } from './synthesizer-like';
import { topLevelStackOf } from './top-level-stack';
import { PLACEHOLDER_IMAGE } from '../../core/private/placeholder-image';

const SUFFIX = '-ReleasePointers';
const LONGEST_STACK_NAME = 128;

/**
 * The release pointers of one stack's repositories, in a stack of their own that never changes.
 *
 * CloudFormation's handler for parameters writes the template's value again at any update of the resource, be it only a
 * tag; that would put the placeholder back where the image released last is named. So nothing that differs between two
 * deployments may get in here: no tags, no metadata, no outputs. See docs/decisions/0005-release-pointer.md.
 */
export class ReleasePointerStack extends Stack {
  /** The stack beside the one that a construct is in. */
  public static beside(construct: Construct): ReleasePointerStack {
    const owner = topLevelStackOf(construct);
    const scope = owner.node.scope as Construct;
    const id = `${owner.node.id}${SUFFIX}`;
    const existing = scope.node.tryFindChild(id);
    return existing instanceof ReleasePointerStack ? existing : new ReleasePointerStack(scope, id, owner);
  }

  /** Tags of the stack would be passed on to its resources. */
  public readonly tags: TagManager = new NoTags(TagType.KEY_VALUE, 'aws:cdk:stack');

  private constructor(scope: Construct, id: string, private readonly owner: Stack) {
    super(scope, id, {
      stackName: besideName(owner.stackName),
      description: 'Which image of each repository was released last. Pipelines write the values; this stack must not be updated.',
      env: { account: owner.account, region: owner.region },
      synthesizer: synthesizerLike(owner),
      // Both would change with the version of the CDK and the options of its command line.
      analyticsReporting: false,
    });
    this.node.setContext(PATH_METADATA_ENABLE_CONTEXT, false);
  }

  /** The pointer of a repository. Its name is known at synth, so reading it makes no output here. */
  public pointerOf(repository: Construct, removalPolicy: RemovalPolicy): ssm.IStringParameter {
    const path = repository.node.scopes.slice(this.owner.node.scopes.length).map((scope) => scope.node.id);
    const parameterName = pointerName(this.owner.stackName, path);
    const place = path.reduce<Construct>((parent, id) => (parent.node.tryFindChild(id) as Construct) ?? new Construct(parent, id), this);

    createParameter(place, parameterName, removalPolicy);
    // The name is all that the owner's stack uses, and a literal implies no order of deployment.
    repository.node.addDependency(place);
    if (removalPolicy !== RemovalPolicy.DESTROY) { this.terminationProtection = true; }

    // A dynamic reference, because the alternative declares a CloudFormation parameter in this stack.
    return ssm.StringParameter.fromStringParameterAttributes(place, 'Pointer', { parameterName, forceDynamicReference: true });
  }
}

/** Takes no tags, from wherever they come. */
class NoTags extends TagManager {
  public applyTagAspectHere(): boolean {
    return false;
  }

  public setTag(): void {}
}

/** The plain resource: the typed ones take tags. */
function createParameter(scope: Construct, name: string, removalPolicy: RemovalPolicy): void {
  const parameter = new CfnResource(scope, 'Resource', {
    type: 'AWS::SSM::Parameter',
    properties: {
      Name: name,
      Type: 'String',
      Value: PLACEHOLDER_IMAGE,
      Description: 'The image released last. Written by the pipeline, read when the service is deployed.',
    },
  });
  // A pointer that outlives the rollback of its creation would be in the way of the next attempt: its name is fixed.
  parameter.applyRemovalPolicy(removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : removalPolicy);
}

function besideName(stackName: string): string {
  const name = stackName + SUFFIX;
  if (name.length <= LONGEST_STACK_NAME) { return name; }
  const end = `-${hash(stackName)}${SUFFIX}`;
  return stackName.slice(0, LONGEST_STACK_NAME - end.length) + end;
}
