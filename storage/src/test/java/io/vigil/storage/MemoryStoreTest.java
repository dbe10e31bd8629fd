package io.vigil.storage;

class MemoryStoreTest extends KeyValueStoreContract {
    @Override
    protected KeyValueStore create() {
        return new MemoryStore();
    }
}
