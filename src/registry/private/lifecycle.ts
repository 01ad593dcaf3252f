import { Duration } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { RELEASED_TAG_PREFIX } from './defaults';
import { RepositoryPlan } from './repository-plan';

/** As good as all: it takes 27 years to release so often once a day. */
const ALL = 9999;

/**
 * What is deleted, and when. The order matters: an image that has the tags of a rule is out of reach for the rules behind
 * it, whether that rule deletes it or not.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
 */
export function lifecycleRules({ imagesToKeep, releasesToKeep, untaggedRetentionDays: days }: RepositoryPlan): ecr.LifecycleRule[] {
  return [
    {
      rulePriority: 1,
      description: releasesToKeep ? `The latest ${releasesToKeep} released images stay` : 'Released images stay',
      tagPatternList: [`${RELEASED_TAG_PREFIX}*`],
      maxImageCount: releasesToKeep ?? ALL,
    },
    {
      rulePriority: 2,
      description: `Images without a tag go after ${days} ${days === 1 ? 'day' : 'days'}`,
      tagStatus: ecr.TagStatus.UNTAGGED,
      maxImageAge: Duration.days(days),
    },
    {
      rulePriority: 3,
      description: `The latest ${imagesToKeep} images stay`,
      tagStatus: ecr.TagStatus.ANY,
      maxImageCount: imagesToKeep,
    },
  ];
}
