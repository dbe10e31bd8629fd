// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Keeps the root and count of deposits. Interface, event, tree and storage layout are those of Ethereum's deposit contract
/// (branch in slots 0 to 31, count in slot 32), so that one follower reads both; the code is our own.
/// What is deposited stays here: there is no withdrawal.
contract DepositContract {
    event DepositEvent(bytes pubkey, bytes withdrawal_credentials, bytes amount, bytes signature, bytes index);

    uint256 private constant DEPTH = 32;
    uint256 private constant MAX_COUNT = 2 ** DEPTH - 1;

    bytes32[DEPTH] private branch;
    uint256 private deposit_count;
    bytes32[DEPTH] private zero_hashes;

    constructor() {
        for (uint256 height = 0; height < DEPTH - 1; height++) {
            zero_hashes[height + 1] = pair(zero_hashes[height], zero_hashes[height]);
        }
    }

    function get_deposit_root() external view returns (bytes32) {
        bytes32 node = bytes32(0);
        uint256 size = deposit_count;
        for (uint256 height = 0; height < DEPTH; height++) {
            node = size & 1 == 1 ? pair(branch[height], node) : pair(node, zero_hashes[height]);
            size >>= 1;
        }
        return pair(node, bytes32(little_endian(uint64(deposit_count))));
    }

    function get_deposit_count() external view returns (bytes memory) {
        return abi.encodePacked(little_endian(uint64(deposit_count)));
    }

    function deposit(
        bytes calldata pubkey,
        bytes calldata withdrawal_credentials,
        bytes calldata signature,
        bytes32 deposit_data_root
    ) external payable {
        require(pubkey.length == 48, "DepositContract: invalid pubkey length");
        require(withdrawal_credentials.length == 32, "DepositContract: invalid withdrawal_credentials length");
        require(signature.length == 96, "DepositContract: invalid signature length");
        require(msg.value >= 1 ether, "DepositContract: deposit value too low");
        require(msg.value % 1 gwei == 0, "DepositContract: deposit value not multiple of gwei");
        uint256 gwei_amount = msg.value / 1 gwei;
        require(gwei_amount <= type(uint64).max, "DepositContract: deposit value too high");

        bytes8 amount = little_endian(uint64(gwei_amount));
        bytes32 leaf = leaf_of(pubkey, withdrawal_credentials, amount, signature);
        require(leaf == deposit_data_root, "DepositContract: reconstructed data root does not match the supplied one");
        require(deposit_count < MAX_COUNT, "DepositContract: merkle tree full");

        emit DepositEvent(
            pubkey,
            withdrawal_credentials,
            abi.encodePacked(amount),
            signature,
            abi.encodePacked(little_endian(uint64(deposit_count)))
        );
        push(leaf);
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        bytes4 own = this.deposit.selector ^ this.get_deposit_root.selector ^ this.get_deposit_count.selector;
        return interfaceId == 0x01ffc9a7 || interfaceId == own;
    }

    /// The full subtree that the new leaf completes goes into the branch; what it covers is never read again.
    function push(bytes32 leaf) private {
        deposit_count += 1;
        uint256 size = deposit_count;
        bytes32 node = leaf;
        uint256 height = 0;
        while (size & 1 == 0) {
            node = pair(branch[height], node);
            size >>= 1;
            height++;
        }
        branch[height] = node;
    }

    /// SSZ hash tree root of the deposit.
    function leaf_of(bytes calldata pubkey, bytes calldata credentials, bytes8 amount, bytes calldata signature)
        private
        pure
        returns (bytes32)
    {
        bytes32 key_root = sha256(abi.encodePacked(pubkey, bytes16(0)));
        bytes32 signature_root =
            pair(sha256(signature[:64]), sha256(abi.encodePacked(signature[64:], bytes32(0))));
        return pair(pair(key_root, bytes32(credentials)), pair(bytes32(amount), signature_root));
    }

    function pair(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(left, right));
    }

    function little_endian(uint64 value) private pure returns (bytes8) {
        uint64 reversed = 0;
        for (uint256 i = 0; i < 8; i++) {
            reversed = (reversed << 8) | (value & 0xff);
            value >>= 8;
        }
        return bytes8(reversed);
    }
}
