// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

interface IPool {
    function token0() external view returns (address);
    function token1() external view returns (address);
    function slot0() external view returns (uint160 sqrtPriceX96, int24, uint16, uint16, uint16, uint8, bool);
    function swap(address recipient, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96, bytes calldata data)
        external
        returns (int256 amount0, int256 amount1);
    function mint(address recipient, int24 tickLower, int24 tickUpper, uint128 amount, bytes calldata data)
        external
        returns (uint256 amount0, uint256 amount1);
}

interface IToken {
    function transfer(address to, uint256 amount) external returns (bool);
}

/// Repeats recorded swaps and mints on a pool and pays for them out of its own balances.
contract PoolReplay {
    /// What the pool did is not what was recorded.
    error Differs(int256 amount0, int256 amount1, uint160 sqrtPriceX96);

    uint160 private constant MIN_SQRT_RATIO = 4295128739;
    uint160 private constant MAX_SQRT_RATIO = 1461446703485210103287273052203988822378723970342;

    /// Repeats a swap that is known by its outcome only: it was an exact input, an exact output, or it stopped at a
    /// price limit. Each is tried in this order and undone unless both amounts and the price come out as recorded.
    function replaySwap(IPool pool, int256 amount0, int256 amount1, uint160 sqrtPriceX96) external {
        bool zeroForOne = amount0 > 0;
        (int256 amountIn, int256 amountOut) = zeroForOne ? (amount0, amount1) : (amount1, amount0);
        uint160 farthest = zeroForOne ? MIN_SQRT_RATIO + 1 : MAX_SQRT_RATIO - 1;

        try this.swapAsRecorded(pool, zeroForOne, amountIn, farthest, amount0, amount1, sqrtPriceX96) {
            return;
        } catch {}
        if (amountOut < 0) {
            try this.swapAsRecorded(pool, zeroForOne, amountOut, farthest, amount0, amount1, sqrtPriceX96) {
                return;
            } catch {}
        }
        this.swapAsRecorded(pool, zeroForOne, type(int256).max, sqrtPriceX96, amount0, amount1, sqrtPriceX96);
    }

    function swapAsRecorded(
        IPool pool,
        bool zeroForOne,
        int256 amountSpecified,
        uint160 sqrtPriceLimitX96,
        int256 amount0,
        int256 amount1,
        uint160 sqrtPriceX96
    ) external {
        (int256 actual0, int256 actual1) =
            pool.swap(address(this), zeroForOne, amountSpecified, sqrtPriceLimitX96, abi.encode(pool));
        (uint160 actualSqrtPriceX96,,,,,,) = pool.slot0();
        if (actual0 != amount0 || actual1 != amount1 || actualSqrtPriceX96 != sqrtPriceX96) {
            revert Differs(actual0, actual1, actualSqrtPriceX96);
        }
    }

    /// Moves the price to `sqrtPriceX96` exactly, whatever that costs.
    function moveTo(IPool pool, uint160 sqrtPriceX96) external {
        (uint160 current,,,,,,) = pool.slot0();
        if (current != sqrtPriceX96) {
            pool.swap(address(this), sqrtPriceX96 < current, type(int256).max, sqrtPriceX96, abi.encode(pool));
        }
    }

    function mint(IPool pool, address owner, int24 tickLower, int24 tickUpper, uint128 liquidity) external {
        pool.mint(owner, tickLower, tickUpper, liquidity, abi.encode(pool));
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata data) external {
        pay(data, amount0 > 0 ? uint256(amount0) : 0, amount1 > 0 ? uint256(amount1) : 0);
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata data) external {
        pay(data, amount0, amount1);
    }

    function pay(bytes calldata data, uint256 amount0, uint256 amount1) private {
        IPool pool = abi.decode(data, (IPool));
        require(msg.sender == address(pool), "not the pool");
        if (amount0 > 0) require(IToken(pool.token0()).transfer(msg.sender, amount0), "token0 not paid");
        if (amount1 > 0) require(IToken(pool.token1()).transfer(msg.sender, amount1), "token1 not paid");
    }
}
