// Deploys real projects on two nodes and compares what every transaction did: status, gas, logs, addresses.
// node projects.mjs OURS THEIRS      (JSON-RPC URLs of fresh chains with one chain id and the development accounts)
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ethers } from 'ethers';
import solc from 'solc';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const MNEMONIC = 'test test test test test test test test test test test junk';
const GAS = 6_000_000n;
const FEES = { gasLimit: GAS, maxFeePerGas: 20_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n };

const nodes = process.argv.slice(2, 4).map((url) => {
  const provider = new ethers.JsonRpcProvider(url, undefined, { pollingInterval: 50, cacheTimeout: -1 });
  const wallet = (i) => ethers.HDNodeWallet.fromPhrase(MNEMONIC, '', `m/44'/60'/0'/0/${i}`).connect(provider);
  return { provider, wallets: [wallet(0), wallet(1)] };
});
let steps = 0;
let differences = 0;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

function compile(name, source) {
  const input = {
    language: 'Solidity',
    sources: { 'Main.sol': { content: source } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      metadata: { appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const found = (path) => ({ contents: readFileSync(join(folder, path), 'utf8') });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
  const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  const contract = output.contracts['Main.sol'][name];
  return { abi: contract.abi, bytecode: '0x' + contract.evm.bytecode.object };
}

function built(path) {
  const json = JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const code = json.bytecode ?? json.evm.bytecode.object;
  return { abi: json.abi, bytecode: code.startsWith('0x') ? code : '0x' + code };
}

// One transaction on both nodes; `make` gives it for a node, with a wallet of that node.
async function both(title, make, signer = 0) {
  const receipts = [];
  for (const node of nodes) {
    const wallet = node.wallets[signer];
    const sent = await wallet.sendTransaction({ ...(await make()), ...FEES });
    const receipt = await node.provider.waitForTransaction(sent.hash, 1, 30_000);
    receipts.push(receipt);
  }
  const facts = receipts.map((r) => JSON.stringify({
    status: r.status, gas: r.gasUsed.toString(), contract: r.contractAddress,
    logs: r.logs.map((l) => [l.address, l.topics, l.data]),
  }));
  const [ours, theirs] = receipts;
  const same = facts[0] === facts[1];
  steps += 1;
  differences += same && ours.status === 1 ? 0 : 1;
  const verdict = same ? (ours.status === 1 ? 'same' : 'FAILED ON BOTH') : `DIFFERENT\n  ${facts[0]}\n  ${facts[1]}`;
  console.log(`${title.padEnd(44)} ${String(ours.gasUsed).padStart(8)} ${String(theirs.gasUsed).padStart(8)}  ${verdict}`);
  return ours;
}

async function deploy(title, artifact, ...args) {
  const factory = new ethers.ContractFactory(artifact.abi, artifact.bytecode);
  const receipt = await both(`${title} deployed`, () => factory.getDeployTransaction(...args));
  return new ethers.Contract(receipt.contractAddress, artifact.abi);
}

const call = (title, contract, method, ...args) =>
  both(title, () => contract[method].populateTransaction(...args));

const [me, other] = nodes[0].wallets.map((w) => w.address);

async function openZeppelin() {
  const erc20 = await deploy('OpenZeppelin ERC-20', compile('Token', `
    import "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
    contract Token is ERC20Permit { constructor() ERC20("T", "T") ERC20Permit("T") { _mint(msg.sender, 1e24); } }`));
  await call('ERC-20 transfer', erc20, 'transfer', other, 1000n);
  await call('ERC-20 approve', erc20, 'approve', me, 500n);
  await call('ERC-20 transferFrom', erc20, 'transferFrom', me, other, 200n);
  const erc721 = await deploy('OpenZeppelin ERC-721', compile('Art', `
    import "@openzeppelin/contracts/token/ERC721/extensions/ERC721Enumerable.sol";
    contract Art is ERC721Enumerable { constructor() ERC721("A", "A") {}
      function mint(address to, uint256 id) external { _safeMint(to, id); } }`));
  await call('ERC-721 mint', erc721, 'mint', me, 7n);
  await call('ERC-721 transferFrom', erc721, 'transferFrom', me, other, 7n);
  const erc1155 = await deploy('OpenZeppelin ERC-1155', compile('Items', `
    import "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
    contract Items is ERC1155 { constructor() ERC1155("x") {}
      function mint(address to, uint256[] calldata ids, uint256[] calldata n) external { _mintBatch(to, ids, n, ""); } }`));
  await call('ERC-1155 batch mint', erc1155, 'mint', me, [1n, 2n, 3n], [10n, 20n, 30n]);
  await call('ERC-1155 batch transfer', erc1155, 'safeBatchTransferFrom', me, other, [1n, 2n], [5n, 5n], '0x');
}

async function uups() {
  const source = (version) => `
    import "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
    import "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
    contract Box is OwnableUpgradeable, UUPSUpgradeable { uint256 public value;
      function initialize() external initializer { __Ownable_init(msg.sender); }
      function set(uint256 v) external { value = v * ${version}; }
      function _authorizeUpgrade(address) internal override onlyOwner {} }`;
  const first = compile('Box', source(1));
  const box = await deploy('UUPS implementation', first);
  const proxyCode = compile('Proxy1967', `
    import "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
    contract Proxy1967 is ERC1967Proxy { constructor(address a, bytes memory d) ERC1967Proxy(a, d) {} }`);
  const initialize = box.interface.encodeFunctionData('initialize');
  const proxy = await deploy('UUPS proxy', proxyCode, box.target, initialize);
  const through = new ethers.Contract(proxy.target, first.abi);
  await call('UUPS set by version 1', through, 'set', 21n);
  const second = await deploy('UUPS version 2', compile('Box', source(2)));
  await call('UUPS upgrade', through, 'upgradeToAndCall', second.target, '0x');
  await call('UUPS set by version 2', through, 'set', 21n);
}

async function uniswap() {
  const token = compile('Coin', `
    import "@openzeppelin/contracts/token/ERC20/ERC20.sol";
    contract Coin is ERC20 { constructor(string memory n) ERC20(n, n) { _mint(msg.sender, 1e24); } }`);
  const a = await deploy('token A', token, 'A');
  const b = await deploy('token B', token, 'B');
  const weth = await deploy('WETH9', built('@uniswap/v2-periphery/build/WETH9.json'));
  const factory = await deploy('Uniswap v2 factory', built('@uniswap/v2-core/build/UniswapV2Factory.json'), me);
  const router = await deploy('Uniswap v2 router',
    built('@uniswap/v2-periphery/build/UniswapV2Router02.json'), factory.target, weth.target);
  await call('approve A', a, 'approve', router.target, 10n ** 24n);
  await call('approve B', b, 'approve', router.target, 10n ** 24n);
  const deadline = 10n ** 12n;
  const liquidity = [a.target, b.target, 10n ** 20n, 10n ** 20n, 0n, 0n, me, deadline];
  await call('add liquidity, which creates the pair', router, 'addLiquidity', ...liquidity);
  await wait(1_200); // the pair writes its price oracle only when the timestamp has moved
  await call('swap', router, 'swapExactTokensForTokens', 10n ** 18n, 0n, [a.target, b.target], me, deadline);
  await wait(1_200);
  await call('swap back', router, 'swapExactTokensForTokens', 10n ** 17n, 0n, [b.target, a.target], me, deadline);
}

async function safe() {
  const at = (path) => built(`@safe-global/safe-contracts/build/artifacts/contracts/${path}`);
  const singleton = await deploy('Safe singleton', at('Safe.sol/Safe.json'));
  const factory = await deploy('Safe proxy factory', at('proxies/SafeProxyFactory.sol/SafeProxyFactory.json'));
  const zero = ethers.ZeroAddress;
  const setup = singleton.interface.encodeFunctionData('setup', [[me, other], 2n, zero, '0x', zero, zero, 0n, zero]);
  const created = await call('Safe of two owners', factory, 'createProxyWithNonce', singleton.target, setup, 1n);
  const log = created.logs.find((l) => l.address.toLowerCase() === factory.target.toLowerCase());
  const wallet = new ethers.Contract(ethers.getAddress('0x' + log.topics[1].slice(26)), singleton.interface);
  await both('Safe gets ether', async () => ({ to: wallet.target, value: 10n ** 18n }));
  const reading = wallet.connect(nodes[0].provider);
  const args = [other, 5n, '0x', 0, 0n, 0n, 0n, zero, zero];
  const hash = await reading.getTransactionHash(...args, 0n);
  const owners = [...nodes[0].wallets].sort((x, y) => (x.address.toLowerCase() < y.address.toLowerCase() ? -1 : 1));
  const signatures = owners.map((owner) => owner.signingKey.sign(hash).serialized).join('').replaceAll('0x', '');
  await call('Safe executes with two signatures', wallet, 'execTransaction', ...args, '0x' + signatures);
}

await openZeppelin();
await uups();
await uniswap();
await safe();
console.log(`${steps} transactions, ${differences} different or failed`);
process.exit(differences === 0 ? 0 : 1);
