const fs = require('fs');
const { greeting } = require('./greeting');

// What test runners write, without one of them: nothing is downloaded here.
const failed = process.env.FAIL_TESTS === 'true' || greeting('you') !== 'Hello you';
fs.writeFileSync('junit.xml', `<testsuites><testsuite name="greeting" tests="1" failures="${failed ? 1 : 0}"/></testsuites>\n`);
fs.mkdirSync('coverage', { recursive: true });
fs.writeFileSync('coverage/cobertura-coverage.xml',
  '<?xml version="1.0" ?>\n<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">\n' +
  '<coverage lines-valid="8" lines-covered="7" line-rate="0.875" branches-valid="0" branches-covered="0" timestamp="1" complexity="0" version="0.1"/>\n');
process.exit(failed ? 1 : 0);
