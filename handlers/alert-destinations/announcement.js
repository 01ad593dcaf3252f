'use strict';

/**
 * News that are no change of an alarm, such as those of pipelines: shaped for Amazon Q Developer in chat applications, with what
 * programs need beside. Undefined for anything else.
 */
exports.readAnnouncement = function readAnnouncement(message, { Timestamp: publishedAt }) {
  const { source, id, content, metadata } = message;
  if (source !== 'custom' || typeof id !== 'string' || typeof content?.title !== 'string') { return undefined; }
  const context = metadata?.additionalContext ?? {};
  const known = (key) => text(context[key]);
  return {
    id,
    event: text(metadata?.eventType),
    title: known('title') ?? content.title,
    text: known('text') ?? text(content.description),
    severity: known('severity') ?? 'informational',
    changedAt: known('time') ?? text(publishedAt),
    consoleUrl: known('url'),
    pipeline: known('pipeline'),
    execution: known('execution'),
    stage: known('stage'),
    incident: known('incident'),
  };
};

function text(value) {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An announcement as what opens an incident; undefined where nothing is wrong. */
exports.incidentOf = function incidentOf({ incident, title, text, severity, changedAt, consoleUrl, pipeline }) {
  return incident && {
    alarmName: title, alarmArn: incident, description: text, severity, changedAt, consoleUrl, tags: {}, metric: pipeline, client: 'AWS CodePipeline',
  };
};
