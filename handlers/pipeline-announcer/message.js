'use strict';
// One message for everybody: chats get the JSON that Amazon Q Developer in chat applications shows, and so do queues and functions; e-mail and
// text messages get words. https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html

const { createHash } = require('node:crypto');

/** Subjects are ASCII, and 100 characters at most. */
const LONGEST_SUBJECT = 100;

const LONGEST_SMS = 140;

/** Chats cut off what is longer. */
const LONGEST_DESCRIPTION = 2500;

const DOMAINS = { 'aws-cn': 'console.amazonaws.cn', 'aws-us-gov': 'console.amazonaws-us-gov.com' };

/** What is published to a topic. */
exports.messageOf = function messageOf(event, { title, lines, next, view, incident }) {
  const text = lines.filter((line) => typeof line === 'string' && line !== '').join('\n').slice(0, LONGEST_DESCRIPTION);
  const url = urlOf(event, view);
  const subject = title.replace(/[^\x20-\x7e]/g, '?');
  return {
    Subject: subject.length > LONGEST_SUBJECT ? `${subject.slice(0, LONGEST_SUBJECT - 3)}...` : subject,
    MessageStructure: 'json',
    Message: JSON.stringify({
      default: JSON.stringify(notificationOf(event, { title, text, url, next, incident })),
      email: `${text || title}\n\n${next}:\n${url}\n`,
      sms: title.slice(0, LONGEST_SMS),
    }),
  };
};

function notificationOf(event, { title, text, url, next, incident }) {
  const { event: what, severity, pipeline, pipelineArn, execution, stage, time } = event;
  return {
    version: '1.0',
    source: 'custom',
    id: createHash('sha256').update(JSON.stringify([what, pipelineArn, execution, stage, time])).digest('hex').slice(0, 36),
    content: {
      textType: 'client-markdown',
      title: escape(title),
      ...text && { description: escape(text) },
      nextSteps: [`${next}: ${url}`],
      keywords: [pipeline, ...stage ? [stage] : []],
    },
    metadata: {
      threadId: `${pipeline}-${execution}`,
      summary: escape(title),
      eventType: what,
      relatedResources: [pipelineArn],
      // Not shown; for those who read the message with a program, as it was before anything was escaped.
      additionalContext: Object.fromEntries(Object.entries({
        title, text, url, severity, pipeline, execution, stage, time, incident: incident ? `${pipelineArn}/${stage}` : undefined,
      }).filter(([, value]) => value)),
    },
  };
}

/** What somebody wrote into a commit must neither call a whole channel nor pass for a link of ours. */
function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function urlOf({ pipeline, pipelineArn, execution }, view) {
  const [, partition, , region] = pipelineArn.split(':');
  const base = `https://${region}.${DOMAINS[partition] ?? 'console.aws.amazon.com'}/codesuite/codepipeline/pipelines/${encodeURIComponent(pipeline)}`;
  return view === 'pipeline' ? `${base}/view?region=${region}` : `${base}/executions/${encodeURIComponent(execution)}/timeline?region=${region}`;
}
