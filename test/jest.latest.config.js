// The unit tests once more, on the newest aws-cdk-lib instead of the oldest, and the suites that need the newest.
const path = require('path');
const { jest } = require('../package.json');

const newest = path.resolve(__dirname, '../examples/typescript/node_modules');

module.exports = {
  ...jest,
  rootDir: '..',
  moduleNameMapper: {
    '^(aws-cdk-lib|constructs|cdk-nag)($|/.*)': `${newest}/$1$2`,
    '^cdk-devops-patterns$': '<rootDir>/src',
  },
  // What these read is the same on every aws-cdk-lib; test/cdk-versions compares the oldest with this one.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(api|docs|release|cdk-versions)/', '<rootDir>/test/delivery-metrics/end-to-end'],
  reporters: ['default', ['jest-junit', { outputDirectory: 'test-reports', outputName: 'junit-latest.xml' }]],
};
