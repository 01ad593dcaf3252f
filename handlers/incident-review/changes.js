'use strict';

const { time } = require('./history');

/** 50 a page. Busy accounts have more; the latest are the likelier causes. */
const MAX_PAGES = 10;
const MAX_LISTED = 60;

/** What new versions and new settings look like in CloudTrail. */
const DEPLOYMENTS = new Set([
  'ContinueDeployment', 'CreateDeployment', 'CreateService', 'CreateStack', 'CreateTaskSet', 'ExecuteChangeSet', 'ModifyDBInstance', 'ModifyDBCluster',
  'ModifyDBParameterGroup', 'PublishVersion', 'PutImage', 'RebootDBInstance', 'RegisterTaskDefinition', 'StartBuild', 'StartDeployment',
  'StartInstanceRefresh', 'StartPipelineExecution', 'StopPipelineExecution', 'UpdateAlias', 'UpdateDistribution', 'UpdateFunctionCode',
  'UpdateFunctionCode20150331v2', 'UpdateFunctionConfiguration', 'UpdateFunctionConfiguration20150331v2', 'UpdateService',
  'UpdateServicePrimaryTaskSet', 'UpdateStack', 'UpdateStage',
]);

/** What services write all day, and this library while it watches. */
const NOISE = new Set([
  'AssumeRole', 'AssumeRoleWithWebIdentity', 'CompleteLayerUpload', 'CreateLogStream', 'CreateNetworkInterface', 'CreateOpsItem', 'Decrypt',
  'DeleteNetworkInterface', 'Encrypt', 'GenerateDataKey', 'InitiateLayerUpload', 'PutCredentials', 'PutInventory', 'RegisterManagedInstance',
  'SendHeartbeat', 'StartQuery', 'UpdateInstanceAssociationStatus', 'UpdateInstanceInformation', 'UploadLayerPart',
]);

/**
 * What was changed from some time before the incident until its end. CloudTrail has every call of a deployment,
 * whatever made it: pipelines, CodeDeploy, CloudFormation, Amazon ECS and people in the console.
 */
exports.changesAround = async function changesAround({ start, end }, { aws, settings: { changesBefore } }) {
  const events = [];
  let NextToken;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await aws('CloudTrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
      StartTime: new Date(start - changesBefore),
      EndTime: new Date(end),
      MaxResults: 50,
      ...NextToken && { NextToken },
    });
    events.push(...answer.Events ?? []);
    NextToken = answer.NextToken;
    if (!NextToken) { break; }
  }
  const all = events.filter(({ EventName }) => EventName && !NOISE.has(EventName)).map(changeOf).sort((one, other) => one.at - other.at);
  return choose(all, Boolean(NextToken));
};

/** Deployments first; what is left of the room goes to the latest of the others. */
function choose(all, more) {
  const deployments = all.filter(({ deployment }) => deployment).slice(-MAX_LISTED);
  const others = all.filter(({ deployment }) => !deployment);
  const room = MAX_LISTED - deployments.length;
  const list = [...deployments, ...room > 0 ? others.slice(-room) : []].sort((one, other) => one.at - other.at);
  return { list, incomplete: more || list.length < all.length };
}

function changeOf({ EventName, EventTime, EventSource = '', Username, Resources = [] }) {
  return {
    at: time(EventTime),
    name: EventName,
    service: EventSource.replace(/\.amazonaws\.com$/, ''),
    who: Username ?? 'AWS',
    resources: Resources.map(({ ResourceName }) => ResourceName).filter(Boolean),
    deployment: DEPLOYMENTS.has(EventName),
  };
}
