// Preload (`node -r`): takes aws-cdk-lib from the examples, which have the newest, instead of the root, which has the oldest.
const Module = require('module');
const { EXAMPLES } = require('../tools/places');

const resolve = Module._resolveFilename;

Module._resolveFilename = function resolveFromExamples(request, parent, isMain, options) {
  const fromExamples = /^(aws-cdk-lib|constructs)($|\/)/.test(request);
  return resolve.call(this, request, parent, isMain, fromExamples ? { paths: [EXAMPLES] } : options);
};
