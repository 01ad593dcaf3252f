'use strict';

/** What may be in the way of an object: it is not there, or the function may not know that it is not. */
const ABSENT = [403, 404];

/** Somebody wrote the object before. */
const EXISTS = 412;

/** Limits of OpsCenter. */
const MAX_TITLE = 1024;
const MAX_DESCRIPTION = 2048;

/** Where the files of an incident are, and its item in OpsCenter. */
exports.Store = class Store {
  constructor(incident, { aws, settings: { bucket, opsItems } }) {
    Object.assign(this, { incident, aws, bucket, opsItems });
    const day = new Date(incident.named).toISOString().slice(0, 10).replaceAll('-', '/');
    const slug = incident.alarmName.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60);
    this.folder = `reviews/${day}/${slug}-${incident.id}`;
    this.timelineUri = `s3://${bucket}/${this.folder}/timeline.md`;
  }

  /** What an earlier call has left. */
  async known() {
    try {
      const { Metadata = {} } = await this.aws('S3', 'HeadObject', { Bucket: this.bucket, Key: `${this.folder}/timeline.md` });
      return { until: Number(Metadata.until ?? 0), opsItem: Metadata.opsitem || undefined };
    } catch (error) {
      if (!ABSENT.includes(error.$metadata?.httpStatusCode)) { throw error; }
      return { until: 0 };
    }
  }

  /** One for each incident: OpsCenter refuses a second one with the same text, and tells of the first. */
  async openOpsItem({ alarm }) {
    if (!this.opsItems) { return undefined; }
    const { alarmArn, alarmName, start, id } = this.incident;
    try {
      const { OpsItemId } = await this.aws('SSM', 'CreateOpsItem', {
        Title: `Review: ${alarmName}, ${new Date(start).toISOString().slice(0, 16).replace('T', ' ')} UTC`.slice(0, MAX_TITLE),
        Description: [`The draft is in s3://${this.bucket}/${this.folder}/review.md`, alarm.AlarmDescription].filter(Boolean).join('\n\n').slice(0, MAX_DESCRIPTION),
        Source: 'cdk-devops-patterns',
        Category: 'Availability',
        Severity: '2',
        OperationalData: {
          '/aws/dedup': { Type: 'SearchableString', Value: JSON.stringify({ dedupString: `incident-review-${id}` }) },
          '/aws/resources': { Type: 'SearchableString', Value: JSON.stringify([{ arn: alarmArn }]) },
        },
      });
      return OpsItemId;
    } catch (error) {
      if (error.name !== 'OpsItemAlreadyExistsException') { throw error; }
      return error.OpsItemId;
    }
  }

  async putTimeline(text, opsItem) {
    const Metadata = { until: String(this.incident.end), ...opsItem && { opsitem: opsItem } };
    await this.put('timeline.md', text, { Metadata });
  }

  /** Says whether it was new: people may have written into one that is there. */
  async putReview(text) {
    try {
      await this.put('review.md', text, { IfNoneMatch: '*' });
      return true;
    } catch (error) {
      if (error.$metadata?.httpStatusCode !== EXISTS) { throw error; }
      return false;
    }
  }

  put(file, text, more) {
    return this.aws('S3', 'PutObject', { Bucket: this.bucket, Key: `${this.folder}/${file}`, Body: text, ContentType: 'text/markdown; charset=utf-8', ...more });
  }
};
