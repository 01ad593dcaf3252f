import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Audience } from './audience';

/**
 * A part of a dashboard that somebody else fills, in any language: delivery metrics, costs, or whatever a team counts.
 *
 * @subclassable
 */
export interface IDashboardSection {
  /** Heads the section. */
  readonly sectionTitle: string;

  /**
   * What is shown to an audience, from left to right and line by line; nothing at all leaves the section out. Asked once for each audience.
   *
   * @param audience who looks
   */
  widgets(audience: Audience): cloudwatch.IWidget[];
}
