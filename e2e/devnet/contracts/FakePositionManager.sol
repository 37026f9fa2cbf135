// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Speaks like Uniswap's position manager, and gives NFTs of positions that never were to whom it likes.
contract FakePositionManager {
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event IncreaseLiquidity(uint256 indexed tokenId, uint128 liquidity, uint256 amount0, uint256 amount1);

    string public constant name = "Uniswap V3 Positions NFT-V1";
    string public constant symbol = "UNI-V3-POS";
    address public immutable factory;
    address private immutable token0;
    address private immutable token1;
    /// What each of its positions claims to hold.
    uint128 private immutable liquidity;

    constructor(address factory_, address token0_, address token1_, uint128 liquidity_) {
        factory = factory_;
        token0 = token0_;
        token1 = token1_;
        liquidity = liquidity_;
    }

    mapping(address => uint256) public balanceOf;

    function airdrop(address to, uint256 firstId, uint256 count) external {
        balanceOf[to] += count;
        for (uint256 id = firstId; id < firstId + count; id++) {
            emit Transfer(address(0), to, id);
            emit IncreaseLiquidity(id, liquidity, 10 ** 15, 10 ** 24);
        }
    }

    function ownerOf(uint256) external view returns (address) {
        return tx.origin;
    }

    function tokenOfOwnerByIndex(address, uint256 index) external pure returns (uint256) {
        return index + 1;
    }

    function positions(uint256)
        external
        view
        returns (uint96, address, address, address, uint24, int24, int24, uint128, uint256, uint256, uint128, uint128)
    {
        return (0, address(0), token0, token1, 500, -887270, 887270, liquidity, 0, 0, 0, 0);
    }
}
