process.env.TEST_VERIFICATION_LANE = 'off';
