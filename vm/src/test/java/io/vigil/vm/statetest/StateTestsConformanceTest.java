package io.vigil.vm.statetest;

import org.junit.jupiter.api.Test;

/** Every public state test, every fork. */
class StateTestsConformanceTest {
    private final StateTests tests = new StateTests();

    @Test
    void passesTheStateTestsOfExecutionSpecTests() throws Exception {
        ZippedTests.run("evm/eest-state-tests.zip", 26_405, tests::run);
    }

    @Test
    void passesTheGeneralStateTestsOfEthereumTests() throws Exception {
        ZippedTests.run("evm/ethereum-tests-general-state.zip", 18_137, tests::run);
    }
}
