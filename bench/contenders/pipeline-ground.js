// The repositories and services alone, without a pipeline.
const { buildPipelineGround } = require('../pipeline-ground');

module.exports = { build: buildPipelineGround };
