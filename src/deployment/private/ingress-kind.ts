import { Construct } from 'constructs';
import { ReleasePlan } from './release-plan';
import { ServicePlan } from './service-plan';
import { Traffic } from './traffic';

/** A way in which requests reach a service. */
export interface IngressKind {
  readonly isInternetFacing: boolean;

  /** Fails for what does not go together; before anything is made. */
  validate(scope: Construct, release: ReleasePlan): void;

  /** Makes it. */
  traffic(scope: Construct, plan: ServicePlan): Traffic;
}
