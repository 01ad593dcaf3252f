'use strict';

const FIRST_SECONDS = 15;
const MOST_SECONDS = 900;

/** Lets a message rest: twice as long each time, or as long as the destination asks for. */
exports.backOff = async function backOff({ receiptHandle, eventSourceARN }, receives, retryAfter = 0, { aws }) {
  const seconds = Math.min(MOST_SECONDS, Math.max(retryAfter, FIRST_SECONDS * 2 ** (Math.min(receives, 10) - 1)));
  await aws('SQS', 'ChangeMessageVisibility', { QueueUrl: urlOf(eventSourceARN), ReceiptHandle: receiptHandle, VisibilityTimeout: seconds });
  return seconds;
};

/** Puts a message aside, with the reason. */
exports.bury = async function bury({ body, messageId, eventSourceARN }, reason, { aws, settings }) {
  const attribute = (value) => ({ DataType: 'String', StringValue: value });
  await aws('SQS', 'SendMessage', {
    QueueUrl: settings.deadLetterQueue,
    MessageBody: body,
    MessageAttributes: { reason: attribute(reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 500)), source: attribute(eventSourceARN), message: attribute(messageId) },
  });
};

/** The SDK takes the account and the name from the path, whatever the host. */
function urlOf(arn) {
  const [, partition, , region, account, name] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${account}/${name}`;
}
