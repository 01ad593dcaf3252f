import { RemovalPolicy } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';

/** Where it is kept which image was released last. */
export interface ReleasePointerOptions {
  /**
   * An existing parameter to hold the image released last. It must exist before a service reads it, and hold the name of
   * an image that can be pulled.
   *
   * @default - a parameter in a small stack of its own beside this one
   */
  readonly releasePointer?: ssm.IStringParameter;

  /**
   * What happens to the release pointer when it is removed from the app or the stack is deleted.
   *
   * @default - as the repository is kept; RemovalPolicy.RETAIN for a repository from elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
}
