// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A contract that owns positions, as a Safe or a vault does: its keeper sends the transactions and pays their gas.
contract SmartAccount {
    address public immutable keeper;

    constructor(address keeper_) {
        keeper = keeper_;
    }

    receive() external payable {}

    function execute(address target, uint256 value, bytes calldata data) external payable returns (bytes memory) {
        require(msg.sender == keeper, "SmartAccount: only the keeper");
        (bool done, bytes memory answer) = target.call{value: value}(data);
        if (!done) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
        return answer;
    }

    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return this.onERC721Received.selector;
    }
}
