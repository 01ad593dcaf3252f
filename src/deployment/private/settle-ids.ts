import { CfnElement } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Has the resources below a construct keep the logical ids that they have when all is checked. Until then every reference
 * works out anew what it refers to, from a hash of the path, and that is a tenth of what a service costs at synthesis.
 */
export function settleIds(scope: IConstruct): void {
  // Checks come after aspects and renames, and before anything is written.
  scope.node.addValidation({
    validate: () => {
      scope.node.findAll().filter(CfnElement.isCfnElement).forEach(settle);
      return [];
    },
  });
}

function settle(element: CfnElement): void {
  try {
    element.overrideLogicalId(element.stack.resolve(element.logicalId));
  } catch {
    // Another stack refers to it, which has locked its id.
  }
}
