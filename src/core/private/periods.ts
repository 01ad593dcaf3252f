import { Duration } from 'aws-cdk-lib';

/** What load balancers, services and databases report in. */
export const ONE_MINUTE = Duration.minutes(1);

/** What EC2 instances report in without detailed monitoring. */
export const FIVE_MINUTES = Duration.minutes(5);

/** What certificates report in. */
export const ONE_DAY = Duration.days(1);
