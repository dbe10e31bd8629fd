package io.vigil.vm.statetest;

import org.junit.jupiter.api.Test;

class BlockTestsConformanceTest {
    @Test
    void passesTheBlockchainTestsOfExecutionSpecTests() throws Exception {
        BlockTests tests = new BlockTests();
        ZippedTests.run("evm/eest-blockchain-tests-subset.zip", 663, tests::run);
    }
}
