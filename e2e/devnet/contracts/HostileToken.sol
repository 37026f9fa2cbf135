// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// An ERC-20 token whose balances are honest and whose metadata is not: `symbol()`, `name()` and `decimals()` answer whatever its maker chose.
contract HostileToken {
    /// How a metadata call ends.
    enum Answer {
        Returns,
        Reverts,
        ReturnsMegabyte
    }

    error OffchainLookup(address sender, string[] urls, bytes callData, bytes4 callbackFunction, bytes extraData);

    uint256 public totalSupply;
    Answer private immutable textAnswer;
    Answer private immutable decimalsAnswer;
    bytes private text;
    bytes private decimalsData;

    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Transfer(address indexed from, address indexed to, uint256 value);

    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    /// @param text_ raw bytes that `symbol()` and `name()` return or revert with
    /// @param decimals_ raw bytes that `decimals()` returns or reverts with
    constructor(Answer textAnswer_, bytes memory text_, Answer decimalsAnswer_, bytes memory decimals_) {
        textAnswer = textAnswer_;
        text = text_;
        decimalsAnswer = decimalsAnswer_;
        decimalsData = decimals_;
    }

    function symbol() external view {
        _answer(textAnswer, text);
    }

    function name() external view {
        _answer(textAnswer, text);
    }

    function decimals() external view {
        _answer(decimalsAnswer, decimalsData);
    }

    function mint(address to, uint256 value) external {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        if (allowance[from][msg.sender] != type(uint256).max) allowance[from][msg.sender] -= value;
        _move(from, to, value);
        return true;
    }

    function _move(address from, address to, uint256 value) private {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }

    function _answer(Answer answer, bytes memory data) private pure {
        if (answer == Answer.ReturnsMegabyte) {
            assembly {
                // An ABI string of 2^20 bytes, the first 32 of which are letters.
                mstore(0, 0x20)
                mstore(0x20, 0x100000)
                mstore(0x40, "LONGLONGLONGLONGLONGLONGLONGLONG")
                return(0, 0x100040)
            }
        }
        bool reverts = answer == Answer.Reverts;
        assembly {
            if reverts { revert(add(data, 0x20), mload(data)) }
            return(add(data, 0x20), mload(data))
        }
    }
}
