// Compiles DepositContract.sol into the resource that ships:
//   cd eth1-deposits/src/main/contract && npm install --no-save solc@0.8.37 && node compile.js
// The artifact holds what it was made of, so anybody can check it: same source, compiler and settings give the same code.
const fs = require('fs');
const path = require('path');
const solc = require('solc');

const source = fs.readFileSync(path.join(__dirname, 'DepositContract.sol'), 'utf8');
const settings = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: 'shanghai',
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'storageLayout'] } },
};
const input = { language: 'Solidity', sources: { 'DepositContract.sol': { content: source } }, settings };
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const faults = (output.errors || []).filter((e) => e.severity !== 'info');
if (faults.length) {
  console.error(faults.map((e) => e.formattedMessage).join('\n'));
  process.exit(1);
}
const contract = output.contracts['DepositContract.sol'].DepositContract;
const artifact = {
  compiler: solc.version(),
  optimizerRuns: settings.optimizer.runs,
  evmVersion: settings.evmVersion,
  abi: contract.abi,
  storage: contract.storageLayout.storage.map((s) => ({ label: s.label, slot: s.slot })),
  creationCode: '0x' + contract.evm.bytecode.object,
  runtimeCode: '0x' + contract.evm.deployedBytecode.object,
};
const target = path.join(__dirname, '../resources/io/vigil/deposits/contract/DepositContract.json');
fs.writeFileSync(target, JSON.stringify(artifact, null, 1) + '\n');
console.log(`${artifact.compiler}: ${artifact.runtimeCode.length / 2 - 1} bytes of runtime code`);
