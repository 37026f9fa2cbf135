// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// The part of the ENS registry that a look-up reads: the resolver of each name (EIP-137).
contract EnsRegistry {
    mapping(bytes32 => address) public resolver;

    function setResolver(bytes32 node, address resolver_) external {
        resolver[node] = resolver_;
    }
}

/// The part of a public resolver that a look-up reads: the address of each name.
contract EnsResolver {
    mapping(bytes32 => address payable) public addr;

    function setAddr(bytes32 node, address payable addr_) external {
        addr[node] = addr_;
    }
}

/// A resolver that sends whoever asks to a server of its own (EIP-3668).
contract EnsOffchainResolver {
    error OffchainLookup(address sender, string[] urls, bytes callData, bytes4 callbackFunction, bytes extraData);

    function addr(bytes32 node) external view returns (address payable) {
        string[] memory urls = new string[](1);
        urls[0] = "https://gateway.offchain.example/{sender}/{data}";
        revert OffchainLookup(address(this), urls, abi.encode(node), this.addr.selector, "");
    }
}
