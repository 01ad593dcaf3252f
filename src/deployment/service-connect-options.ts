import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';

/** How other services call a service by name. */
export interface ServiceConnectOptions {
  /**
   * The name under which others call the service: a label of lower-case letters, digits and hyphens, at most 63 characters,
   * that no other service of the namespace has.
   *
   * @default - the id of the service in lower case, such as `orders`
   */
  readonly name?: string;

  /**
   * The port under which others call the service, 1 to 65535.
   *
   * @default 80
   */
  readonly port?: number;

  /**
   * The Cloud Map namespace. All who call each other by name are in the same.
   *
   * @default - the default namespace of the cluster; one is made for the cluster that the services of a stack share
   */
  readonly cloudMapNamespace?: servicediscovery.INamespace;
}
