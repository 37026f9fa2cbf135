// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A price feed with Chainlink's interface. As behind Chainlink's proxies, a round id is `phase << 64 | round of that phase`,
/// and rounds of different phases do not follow each other.
contract PriceFeed {
    uint8 public constant decimals = 8;
    uint256 public constant version = 4;
    string public description;
    uint16 public phaseId = 1;

    struct Round {
        int256 answer;
        uint256 updatedAt;
    }

    mapping(uint16 => Round[]) private _rounds;

    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    constructor(string memory description_) {
        description = description_;
    }

    function push(int256 answer) external {
        _rounds[phaseId].push(Round(answer, block.timestamp));
        emit AnswerUpdated(answer, _rounds[phaseId].length, block.timestamp);
    }

    /// The feed moves to a new aggregator: its rounds count from 1 again.
    function startPhase() external {
        phaseId += 1;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData((uint80(phaseId) << 64) | uint80(_rounds[phaseId].length));
    }

    function getRoundData(uint80 roundId) public view returns (uint80, int256, uint256, uint256, uint80) {
        uint64 number = uint64(roundId);
        Round[] storage rounds = _rounds[uint16(roundId >> 64)];
        require(number > 0 && number <= rounds.length, "No data present");
        Round storage round = rounds[number - 1];
        return (roundId, round.answer, round.updatedAt, round.updatedAt, roundId);
    }

    function latestAnswer() external view returns (int256 answer) {
        (, answer, , , ) = this.latestRoundData();
    }
}
