// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface IPool {
    function token0() external view returns (address);
    function token1() external view returns (address);
    function mint(address recipient, int24 tickLower, int24 tickUpper, uint128 amount, bytes calldata data)
        external
        returns (uint256, uint256);
    function burn(int24 tickLower, int24 tickUpper, uint128 amount) external returns (uint256, uint256);
    function collect(address recipient, int24 tickLower, int24 tickUpper, uint128 amount0, uint128 amount1)
        external
        returns (uint128, uint128);
}

interface IToken {
    function transfer(address to, uint256 value) external returns (bool);
}

/// A vault that holds liquidity in the pool itself, without the position manager, as liquidity managers do.
/// Its keeper works it; the tokens must already be in the vault.
contract PoolVault {
    address public immutable keeper;
    address private _minting;

    constructor(address keeper_) {
        keeper = keeper_;
    }

    modifier onlyKeeper() {
        require(msg.sender == keeper, "PoolVault: only the keeper");
        _;
    }

    function deposit(IPool pool, int24 tickLower, int24 tickUpper, uint128 liquidity) external onlyKeeper {
        _minting = address(pool);
        pool.mint(address(this), tickLower, tickUpper, liquidity, "");
        _minting = address(0);
    }

    function withdraw(IPool pool, int24 tickLower, int24 tickUpper, uint128 liquidity) external onlyKeeper {
        pool.burn(tickLower, tickUpper, liquidity);
    }

    function collect(IPool pool, int24 tickLower, int24 tickUpper) external onlyKeeper {
        pool.burn(tickLower, tickUpper, 0);
        pool.collect(address(this), tickLower, tickUpper, type(uint128).max, type(uint128).max);
    }

    function uniswapV3MintCallback(uint256 amount0Owed, uint256 amount1Owed, bytes calldata) external {
        require(msg.sender == _minting, "PoolVault: not minting");
        if (amount0Owed > 0) IToken(IPool(msg.sender).token0()).transfer(msg.sender, amount0Owed);
        if (amount1Owed > 0) IToken(IPool(msg.sender).token1()).transfer(msg.sender, amount1Owed);
    }
}
