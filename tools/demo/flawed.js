// A stack with a mistake, to see that the validation, which says nothing when all is well, was there at all.
const { createRequire } = require('module');
const path = require('path');

const { App, CfnResource, Stack } = createRequire(path.join(process.cwd(), 'package.json'))('aws-cdk-lib');

new CfnResource(new Stack(new App(), 'Flawed'), 'Queue', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeout: 'soon' } });
